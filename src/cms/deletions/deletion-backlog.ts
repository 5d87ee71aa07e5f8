import { Injectable } from '@nestjs/common';
import { Metrics } from '../../metrics/metrics.js';
import { type Backlog, UserDeletionRepository } from './user-deletion.repository.js';

/** How many deletions are not done yet, and since when, for /metrics: it asks no database itself. */
@Injectable()
export class DeletionBacklog {
  private last: Backlog = { waiting: 0, oldestAt: null };

  constructor(
    private readonly deletions: UserDeletionRepository,
    metrics: Metrics,
  ) {
    metrics.gauge('user_deletions_waiting', 'Deleted users who are not cleared away yet, of all nodes', () => {
      return this.last.waiting;
    });
    metrics.gauge(
      'user_deletion_oldest_seconds',
      'How long ago the oldest of these was asked for; 0 where none is',
      () => (this.last.oldestAt === null ? 0 : Math.max(0, Date.now() - this.last.oldestAt) / 1000),
    );
  }

  /** Looks anew. Until it can, the oldest goes on growing older. */
  async refresh(): Promise<void> {
    this.last = await this.deletions.findBacklog();
  }
}
