import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { BackgroundWork } from '../../common/async/background-work.js';
import { Configuration } from '../../config/configuration.js';
import { RetentionMetrics } from './retention-metrics.js';
import { RetentionSweep } from './retention-sweep.js';

const LOOK_MS = 60_000;

/** Looks once a minute whether a sweep is due, where RETENTION_DAYS is set; first within a minute after the start. */
@Injectable()
export class RetentionRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RetentionRunner.name);
  private readonly background = new BackgroundWork(() => this.look(), LOOK_MS);

  constructor(
    private readonly configuration: Configuration,
    private readonly sweep: RetentionSweep,
    private readonly metrics: RetentionMetrics,
  ) {}

  onApplicationBootstrap(): void {
    if (this.configuration.retentionDays > 0) this.background.start(LOOK_MS);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  /** Looks no more; resolves when the part that is being done is done. */
  stop(): Promise<void> {
    return this.background.stop();
  }

  /** Sweeps where it is time to. Never rejects: what goes wrong is counted and said. */
  async look(): Promise<void> {
    try {
      if (await this.sweep.sweepIfDue(() => this.background.isStopped)) this.metrics.ended();
    } catch (error) {
      this.metrics.failed();
      // The claim runs out, and it begins anew.
      this.logger.error({ err: error }, 'Messages past their time could not be removed; it is tried again');
    }
  }
}
