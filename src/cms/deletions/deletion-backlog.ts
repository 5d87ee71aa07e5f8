import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { BackgroundWork } from '../../common/async/background-work.js';
import { Metrics } from '../../metrics/metrics.js';
import { type Backlog, UserDeletionRepository } from './user-deletion.repository.js';

const LOOK_MS = 15_000;
/** Counting more would tell nobody more. */
const MAX_COUNTED = 1001;

/**
 * How many deletions are not done yet, and since when, for /metrics, which asks no database itself. Apart from the work:
 * that goes on where counting fails.
 */
@Injectable()
export class DeletionBacklog implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DeletionBacklog.name);
  private readonly background = new BackgroundWork(() => this.look(), LOOK_MS);
  private last: Backlog = { waiting: 0, oldestAt: null };
  private isFailing = false;

  constructor(
    private readonly deletions: UserDeletionRepository,
    metrics: Metrics,
  ) {
    metrics.gauge(
      'user_deletions_waiting',
      `Deleted users who are not cleared away yet, of all nodes; ${MAX_COUNTED} is that many or more`,
      () => this.last.waiting,
    );
    metrics.gauge(
      'user_deletion_oldest_seconds',
      'How long ago the oldest of these was asked for; 0 where none is',
      () => (this.last.oldestAt === null ? 0 : Math.max(0, Date.now() - this.last.oldestAt) / 1000),
    );
  }

  onApplicationBootstrap(): void {
    this.background.start(LOOK_MS);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.background.stop();
  }

  /** Looks anew. Until it can, the oldest goes on growing older. */
  async refresh(): Promise<void> {
    this.last = await this.deletions.findBacklog(MAX_COUNTED);
  }

  private async look(): Promise<void> {
    try {
      await this.refresh();
      this.isFailing = false;
    } catch (error) {
      // Once for as long as it lasts.
      if (!this.isFailing) this.logger.error({ err: error }, 'Deleted users could not be counted; it is tried again');
      this.isFailing = true;
    }
  }
}
