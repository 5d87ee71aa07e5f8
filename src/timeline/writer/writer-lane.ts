import { Logger } from '@nestjs/common';
import { yieldToOthers } from '../../common/async/pause.js';
import { AppError, storageUnavailable } from '../../common/errors/app-error.js';
import { isUniqueViolation } from '../../database/database-errors.js';
import type { AppendResult } from './append-command.js';
import type { Addressed, BatchExecutor } from './batch-executor.js';
import type { ConversationResolver } from './conversation-resolver.js';
import type { PendingAppend } from './pending-append.js';

const MAX_BATCH = 256;
const MAX_QUEUED = 5_000;
/** How often a held conversation is left out before its command waits for it. */
const MAX_SKIPS = 2;

/**
 * One transaction in flight; what arrives meanwhile forms the next batch. There is no timer, so a
 * lone send starts at once, and the busier the database, the larger the batches.
 */
export class WriterLane {
  private readonly logger = new Logger(WriterLane.name);
  private queue: PendingAppend[] = [];
  private draining = false;
  private drained: Promise<void> = Promise.resolve();
  /** Conversations that another transaction holds, and that are being waited for: aside, so that the others go on. */
  private readonly awaited = new Map<string, Promise<void>>();

  constructor(
    private readonly resolver: ConversationResolver,
    private readonly executor: BatchExecutor,
  ) {}

  /** Commands that wait for their turn. */
  get waiting(): number {
    return this.queue.length;
  }

  submit(pending: PendingAppend): Promise<AppendResult> {
    if (this.queue.length >= MAX_QUEUED) pending.reject(storageUnavailable());
    else {
      this.queue.push(pending);
      if (!this.draining) this.drained = this.drain();
    }
    return pending.result;
  }

  /** Resolves once everything that was submitted is answered. */
  async idle(): Promise<void> {
    while (this.draining || this.awaited.size > 0) await Promise.all([this.drained, ...this.awaited.values()]);
  }

  private async drain(): Promise<void> {
    this.draining = true;
    // What is submitted while the loop reads from its sockets shares the first batch.
    await yieldToOthers();
    for (;;) {
      const { batch, wait } = this.takeBatch();
      if (batch.length === 0) break;
      if (wait) this.processAside(batch);
      else await this.process(batch, false);
    }
    // In the same step as the last look at the queue: nobody can slip in between.
    this.draining = false;
  }

  /** The head of the queue, in order. Equal client ids never share a batch: the second finds the first's result. */
  private takeBatch(): { batch: PendingAppend[]; wait: boolean } {
    const live = this.queue.filter((pending) => !pending.isSettled);
    const head = live.find((pending) => !this.awaited.has(pending.key));
    const wait = head !== undefined && head.skipped >= MAX_SKIPS;
    const batch: PendingAppend[] = [];
    const rest: PendingAppend[] = [];
    const repeatKeys = new Set<string>();
    /** Conversations with a command left in the queue: nothing of theirs overtakes it. */
    const left = new Set<string>();
    for (const pending of live) {
      const { repeatKey, key } = pending;
      const isRepeat = repeatKey !== undefined && repeatKeys.has(repeatKey);
      // A command that waits for its lock does so with its own conversation only.
      const isOther = wait ? key !== head.key : pending.skipped >= MAX_SKIPS;
      const fits = batch.length < MAX_BATCH && !isRepeat && !isOther && !this.awaited.has(key) && !left.has(key);
      if (!fits) {
        rest.push(pending);
        left.add(key);
      } else {
        batch.push(pending);
        if (repeatKey !== undefined) repeatKeys.add(repeatKey);
      }
    }
    this.queue = rest;
    return { batch, wait };
  }

  /** Waits for one held conversation; its later commands stay in the queue until then. */
  private processAside(batch: readonly PendingAppend[]): void {
    const key = batch[0]?.key ?? '';
    const done = this.process(batch, true).then(() => {
      this.awaited.delete(key);
      if (!this.draining) this.drained = this.drain();
    });
    this.awaited.set(key, done);
  }

  private async process(batch: readonly PendingAppend[], wait: boolean): Promise<void> {
    try {
      const addressed = await this.resolver.resolve(batch);
      if (addressed.length > 0) await this.execute(addressed, wait);
    } catch (error) {
      // Whoever is not answered by now never will be otherwise.
      for (const pending of batch) pending.reject(error);
    }
  }

  private async execute(batch: readonly Addressed[], wait: boolean): Promise<void> {
    try {
      const skipped = await this.executor.execute(batch, wait);
      for (const pending of skipped) pending.skipped += 1;
      this.queue.unshift(...skipped);
    } catch (error) {
      // 10007: the database is away, or nobody knows whether the commit holds; only the client may repeat.
      if (error instanceof AppError) throw error;
      if (batch.length > 1) await this.executeOneByOne(batch);
      else await this.executeAlone(batch, error);
    }
  }

  /** One bad row must fail its own sender only. */
  private async executeOneByOne(batch: readonly Addressed[]): Promise<void> {
    for (const item of batch) {
      try {
        await this.execute([item], true);
      } catch (error) {
        item.pending.reject(error);
      }
    }
  }

  /** A unique violation means that the same client id was stored meanwhile by another lane or node: now it is found. */
  private async executeAlone(batch: readonly Addressed[], error: unknown): Promise<void> {
    if (!isUniqueViolation(error)) throw error;
    this.logger.debug('A client_msg_id was stored by another transaction; looking again');
    await this.executor.execute(batch, true);
  }
}
