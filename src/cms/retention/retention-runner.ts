import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { BackgroundWork } from '../../common/async/background-work.js';
import { Configuration } from '../../config/configuration.js';
import { RetentionMetrics } from './retention-metrics.js';
import { RetentionSweep, type SweepClaim } from './retention-sweep.js';

const LOOK_MS = 60_000;

/** Looks once a minute whether a sweep is due, where RETENTION_DAYS is set; first within a minute after the start. */
@Injectable()
export class RetentionRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RetentionRunner.name);
  private readonly background = new BackgroundWork(() => this.look(), LOOK_MS);
  /** Whether the last question had an answer. */
  private isAsking = true;

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

  /** Sweeps where it is time to. Never rejects: what goes wrong is said, and counted where a sweep had begun. */
  async look(): Promise<void> {
    const claim = await this.claim();
    if (!claim) return;
    try {
      if (await this.sweep.carryOut(claim, () => this.background.isStopped)) this.metrics.ended();
    } catch (error) {
      this.metrics.failed();
      // The claim runs out, and it begins anew.
      this.logger.error({ err: error }, 'Messages past their time could not be removed; it is tried again');
    }
  }

  /** Asked each minute, and mostly none is due: that the database is away says nothing about sweeps. */
  private async claim(): Promise<SweepClaim | undefined> {
    try {
      const claim = await this.sweep.claim();
      this.isAsking = true;
      return claim;
    } catch (error) {
      // Once for as long as it lasts.
      if (this.isAsking)
        this.logger.warn({ err: error }, 'Whether a sweep is due could not be asked; it is tried again');
      this.isAsking = false;
      return undefined;
    }
  }
}
