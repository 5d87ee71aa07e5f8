import { Logger } from '@nestjs/common';
import { yieldToOthers } from '../../common/async/pause.js';
import { AppError, storageUnavailable } from '../../common/errors/app-error.js';
import { isUniqueViolation } from '../../database/database-errors.js';
import type { AppendResult } from './append-command.js';
import type { Addressed } from './addressed.js';
import type { BatchExecutor } from './batch-executor.js';
import type { ConversationResolver } from './conversation-resolver.js';
import type { PendingAppend } from './pending-append.js';
import { takeBatch } from './take-batch.js';

/** About as many as are stored within their deadline. */
const MAX_QUEUED = 5_000;
/** With so many a transaction costs each of them little: beside those that run, a further one is begun for no fewer. */
const WORTH_ANOTHER = 32;
/** Each holds one of the pool's connections while it waits for a conversation that somebody else holds. */
const MAX_WAITS = 4;
/** Unless the newest has taken so long already: whoever comes does not wait for a slow one. */
const SLOW_MS = 50;

/**
 * What waits to be stored, and the transactions that store it. The first begins at once, whatever waits: there is no
 * timer. What arrives meanwhile forms the next one, which begins when the first ends, or beside it where many wait. So
 * the busier the database, the larger the batches. A conversation is in one transaction at a time, in the order of arrival.
 */
export class WriterQueue {
  private readonly logger = new Logger(WriterQueue.name);
  private queue: PendingAppend[] = [];
  /** What is being carried out: what else of these conversations and client ids there is stays in the queue until then. */
  private readonly taken = { conversations: new Set<string>(), repeatKeys: new Set<string>() };
  /** At most so many of the queue could be carried out now. */
  private ready = 0;
  /** Transactions under way that count against the limit; those that wait for a held conversation do not. */
  private transactions = 0;
  /** Those that do wait. */
  private waits = 0;
  /** When the newest of the others began. */
  private begunAt = 0;
  private readonly running = new Set<Promise<void>>();
  private starting: Promise<void> | undefined;

  /** @param maxTransactions how many run at a time */
  constructor(
    private readonly resolver: ConversationResolver,
    private readonly executor: BatchExecutor,
    private readonly maxTransactions: number,
  ) {}

  /** Commands that wait for their turn. */
  get waiting(): number {
    return this.queue.length;
  }

  submit(pending: PendingAppend): Promise<AppendResult> {
    // All have the same time: where the first one's is up, there may be many.
    if (this.queue.length >= MAX_QUEUED && this.queue[0]?.isSettled === true) this.lookThrough();
    if (this.queue.length >= MAX_QUEUED) pending.reject(storageUnavailable());
    else {
      this.queue.push(pending);
      if (!this.isTaken(pending)) this.ready += 1;
      // What is submitted while the loop reads from its sockets shares the first batch.
      if (this.mayBegin) this.starting ??= yieldToOthers().then(() => this.begin());
    }
    return pending.result;
  }

  /** Resolves once everything that was submitted is answered. */
  async idle(): Promise<void> {
    while (this.starting !== undefined || this.running.size > 0) await Promise.all([this.starting, ...this.running]);
  }

  private get mayBegin(): boolean {
    if (this.ready === 0 || this.transactions >= this.maxTransactions) return false;
    if (this.transactions === 0 || this.ready >= WORTH_ANOTHER) return true;
    return performance.now() - this.begunAt > SLOW_MS;
  }

  private begin(): void {
    this.starting = undefined;
    while (this.mayBegin) {
      // A fair share for each transaction that may run, but never so few that it would not be worth one.
      const share = Math.max(WORTH_ANOTHER, Math.ceil(this.ready / (this.maxTransactions - this.transactions)));
      const { batch, rest, wait } = takeBatch(this.queue, this.taken, share, this.waits < MAX_WAITS);
      this.queue = rest;
      if (batch.length > 0) this.carryOut(batch, wait);
      this.lookThrough();
      // What is left waits for one that runs.
      if (batch.length === 0) return;
    }
  }

  private carryOut(batch: readonly PendingAppend[], wait: boolean): void {
    const { conversations, repeatKeys } = this.taken;
    for (const { key, repeatKey } of batch) {
      conversations.add(key);
      if (repeatKey !== undefined) repeatKeys.add(repeatKey);
    }
    if (wait) this.waits += 1;
    else {
      this.transactions += 1;
      this.begunAt = performance.now();
    }
    const done = this.process(batch, wait).then(() => {
      this.running.delete(done);
      for (const { key, repeatKey } of batch) {
        conversations.delete(key);
        if (repeatKey !== undefined) repeatKeys.delete(repeatKey);
      }
      if (wait) this.waits -= 1;
      else this.transactions -= 1;
      this.lookThrough();
      this.begin();
    });
    this.running.add(done);
  }

  /** Lets go of what was answered by its deadline, so that it takes nobody's place, and counts what could begin. */
  private lookThrough(): void {
    this.queue = this.queue.filter(({ isSettled }) => !isSettled);
    this.ready = this.queue.reduce((count, pending) => (this.isTaken(pending) ? count : count + 1), 0);
  }

  private isTaken({ key, repeatKey }: PendingAppend): boolean {
    const { conversations, repeatKeys } = this.taken;
    return conversations.has(key) || (repeatKey !== undefined && repeatKeys.has(repeatKey));
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
      if (item.pending.isSettled) continue;
      try {
        await this.execute([item], true);
      } catch (error) {
        item.pending.reject(error);
      }
    }
  }

  /** A unique violation means that the same client id was stored meanwhile by another transaction: now it is found. */
  private async executeAlone(batch: readonly Addressed[], error: unknown): Promise<void> {
    if (!isUniqueViolation(error)) throw error;
    this.logger.debug('A client_msg_id was stored by another transaction; looking again');
    await this.executor.execute(batch, true);
  }
}
