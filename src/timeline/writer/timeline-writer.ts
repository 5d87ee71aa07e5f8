import { Injectable } from '@nestjs/common';
import { storageUnavailable } from '../../common/errors/app-error.js';
import { Metrics } from '../../metrics/metrics.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import type { AppendCommand, AppendResult } from './append-command.js';
import { BatchExecutor } from './batch-executor.js';
import { ConversationResolver } from './conversation-resolver.js';
import { PendingAppend } from './pending-append.js';
import { spreadOf } from './spread.js';
import { WriterLane } from './writer-lane.js';

/** Milliseconds after which a caller is told 10007. */
export const APPEND_DEADLINE_MS = 2500;

/** The only way into a timeline: group commit in lanes by conversation (architecture, section 4). */
@Injectable()
export class TimelineWriter {
  private readonly lanes: readonly WriterLane[];
  private closed = false;

  constructor(unitOfWork: UnitOfWork, resolver: ConversationResolver, executor: BatchExecutor, metrics: Metrics) {
    const count = unitOfWork.dialect.writerLanes;
    this.lanes = Array.from({ length: count }, () => new WriterLane(resolver, executor));
    metrics.gauge('writer_queue_depth', 'Sends that wait for a transaction, in all lanes', () =>
      this.lanes.reduce((sum, { waiting }) => sum + waiting, 0),
    );
  }

  /**
   * Stores a message; resolves after its transaction committed. A repeat with the same client id
   * resolves with the first result.
   * @throws AppError what the rules said; 20009; 10007 past the deadline, with a full queue, or where
   *   the database is away: then a repeat tells whether it was stored
   */
  append(command: AppendCommand): Promise<AppendResult> {
    if (this.closed) return Promise.reject(storageUnavailable());
    const pending = new PendingAppend(command, APPEND_DEADLINE_MS);
    const lane = this.lanes[spreadOf(pending.key) % this.lanes.length];
    if (!lane) throw new Error('The writer has no lanes');
    return lane.submit(pending);
  }

  /** Refuses what is new, and resolves once what was accepted is answered. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.lanes.map((lane) => lane.idle()));
  }
}
