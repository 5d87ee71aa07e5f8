import { Injectable } from '@nestjs/common';
import { pause } from '../common/async/pause.js';
import { storageUnavailable } from '../common/errors/app-error.js';
import { EventBus } from '../events/event-bus.js';
import { isDeadlock, toCallerError } from './database-errors.js';
import type { Dialect } from './dialect.js';
import type { PendingEvent, Tx } from './session.js';
import { CommitUncertainError, Store } from './store.js';

const ATTEMPTS = 4;
/** A lock is waited for one second; a caller has patience for less than three. */
const LAST_ATTEMPT_MS = 1500;

/**
 * The only way to write. Runs `work` in one transaction and publishes what it emitted after the
 * commit, never before. A deadlock or lock timeout repeats the whole of `work` from BEGIN, so it
 * keeps its state inside. Never inside another: on SQLite it would wait for itself, on MySQL not see its own writes
 * (every test refuses it).
 */
@Injectable()
export class UnitOfWork {
  constructor(
    private readonly store: Store,
    private readonly events: EventBus,
  ) {}

  get dialect(): Dialect {
    return this.store.dialect;
  }

  /**
   * @throws AppError 10007 where the database is away, or did not say whether the commit holds:
   *   the server never repeats such a transaction, the caller may
   */
  async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    let events: readonly PendingEvent[] = [];
    const result = await this.repeatOnDeadlock(async (tx) => {
      const value = await work(tx);
      events = tx.events;
      return value;
    });
    this.publishSoon(events);
    return result;
  }

  /** After a transaction that removed what nobody may read any more: its bytes go from the database's files, too. */
  wipeSoon(): void {
    this.store.wipeSoon();
  }

  private async repeatOnDeadlock<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const start = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.store.attempt(work);
      } catch (error) {
        if (error instanceof CommitUncertainError) throw storageUnavailable(error);
        const isLast = attempt === ATTEMPTS || performance.now() - start > LAST_ATTEMPT_MS;
        if (!isDeadlock(error) || isLast) throw toCallerError(error);
        await pause(Math.random() * 10 * attempt);
      }
    }
  }

  /** After the caller's own continuation, so that no listener delays an answer; in order of commit. */
  private publishSoon(events: readonly PendingEvent[]): void {
    if (events.length === 0) return;
    setImmediate(() => {
      for (const event of events) this.events.publish(event.type, event.payload);
    });
  }
}
