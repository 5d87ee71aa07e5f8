import type { QueryRunner } from 'typeorm';
import type { EventType } from '../events/event-bus.js';
import type { Dialect } from './dialect.js';

/** One connection, in use: what reads need. */
export class ReadSession {
  constructor(
    protected readonly runner: QueryRunner,
    readonly dialect: Dialect,
  ) {}

  /** Rows of a SELECT; integers up to 2^53 are numbers on both databases. */
  query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.runner.query(sql, [...parameters]) as Promise<Row[]>;
  }
}

/** An event and its payload, waiting for the commit. */
export interface PendingEvent<P = unknown> {
  readonly type: EventType<P>;
  readonly payload: P;
}

/**
 * A write transaction. Repositories take it as the first argument of every method that writes, so
 * that a write outside a transaction does not compile. What is asked for at once, by `Promise.all`, is carried out in
 * that order, and travels together where a round trip costs something.
 */
export class Tx extends ReadSession {
  private readonly pending: PendingEvent[] = [];

  /** What was emitted so far, in order. */
  get events(): readonly PendingEvent[] {
    return this.pending;
  }

  /** Runs an INSERT, UPDATE or DELETE and returns the number of rows it changed. */
  async execute(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    const result = await this.runner.query(sql, [...parameters], true);
    return result.affected ?? 0;
  }

  /**
   * As `execute`, where nobody asks how many rows it changed. It may go to the database together with what comes after
   * it, COMMIT at the latest; what it fails with is then the transaction's failure.
   */
  async executeLater(sql: string, parameters: readonly unknown[] = []): Promise<void> {
    await this.execute(sql, parameters);
  }

  /** Publishes an event once this transaction has committed; after a rollback nothing is heard. */
  emit<P>(type: EventType<P>, payload: P): void {
    this.pending.push({ type, payload });
  }
}
