import { Injectable } from '@nestjs/common';
import { storageUnavailable } from '../../common/errors/app-error.js';
import { Metrics } from '../../metrics/metrics.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import type { AppendCommand, AppendResult } from './append-command.js';
import { BatchExecutor } from './batch-executor.js';
import { ConversationResolver } from './conversation-resolver.js';
import { PendingAppend } from './pending-append.js';
import { WriterQueue } from './writer-queue.js';

/** Milliseconds after which a caller is told 10007. */
export const APPEND_DEADLINE_MS = 2500;

/** The only way into a timeline: group commit, several transactions at a time (ADR 0019). */
@Injectable()
export class TimelineWriter {
  private readonly queue: WriterQueue;
  private closed = false;

  constructor(unitOfWork: UnitOfWork, resolver: ConversationResolver, executor: BatchExecutor, metrics: Metrics) {
    this.queue = new WriterQueue(resolver, executor, unitOfWork.dialect.writerTransactions);
    metrics.gauge('writer_queue_depth', 'Sends that wait for a transaction', () => this.queue.waiting);
  }

  /**
   * Stores a message; resolves after its transaction committed. A repeat with the same client id
   * resolves with the first result.
   * @throws AppError what the rules said; 20009; 10007 past the deadline, with a full queue, or where
   *   the database is away: then a repeat tells whether it was stored
   */
  append(command: AppendCommand): Promise<AppendResult> {
    if (this.closed) return Promise.reject(storageUnavailable());
    return this.queue.submit(new PendingAppend(command, APPEND_DEADLINE_MS));
  }

  /** Refuses what is new, and resolves once what was accepted is answered. */
  async close(): Promise<void> {
    this.closed = true;
    await this.queue.idle();
  }
}
