import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createHistogram } from 'node:perf_hooks';
import { Metrics } from './metrics.js';

const INTERVAL_MS = 10;
const PERCENTILES = [50, 90, 99, 100];

/**
 * How late a timer came since somebody last looked: who waits for the event loop waits so long. Not by Node's
 * `monitorEventLoopDelay`: after each reset it forgets the interval that is running, and a scrape that waited
 * for a stall is served before the timer, so that it lost just the stall.
 */
@Injectable()
export class EventLoopDelay implements OnApplicationShutdown {
  /** In microseconds; it holds no 0. */
  private readonly delays = createHistogram();
  private due = performance.now() + INTERVAL_MS;
  private readonly timer = setInterval(() => this.sample(), INTERVAL_MS).unref();

  constructor(metrics: Metrics) {
    metrics.gauges(
      'event_loop_delay_seconds',
      'How late the event loop was since the scrape before, by percentile',
      ['percentile'],
      () => this.read(),
    );
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private sample(): void {
    const now = performance.now();
    this.delays.record(Math.max(1, Math.round((now - this.due) * 1e3)));
    this.due = now + INTERVAL_MS;
  }

  private read() {
    if (performance.now() > this.due) this.sample();
    const readings = PERCENTILES.map((percentile) => ({
      labels: { percentile: String(percentile) },
      value: this.delays.percentile(percentile) / 1e6,
    }));
    this.delays.reset();
    return readings;
  }
}
