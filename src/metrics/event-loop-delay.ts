import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Metrics } from './metrics.js';

const RESOLUTION_MS = 10;
const PERCENTILES = [50, 90, 99, 100];

/** How late timers came since somebody last looked: who waits for the event loop waits so long. */
@Injectable()
export class EventLoopDelay implements OnApplicationShutdown {
  private readonly delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor(metrics: Metrics) {
    this.delays.enable();
    metrics.gauges(
      'event_loop_delay_seconds',
      'How late the event loop was since the scrape before, by percentile',
      ['percentile'],
      () => this.read(),
    );
  }

  onApplicationShutdown(): void {
    this.delays.disable();
  }

  private read() {
    const readings = PERCENTILES.map((percentile) => ({
      labels: { percentile: String(percentile) },
      value: secondsLate(this.delays.percentile(percentile)),
    }));
    this.delays.reset();
    return readings;
  }
}

/** What is measured is the time between two timers, in nanoseconds: their own interval is no delay. */
function secondsLate(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1e3);
}
