import { Injectable } from '@nestjs/common';
import { toCallerError } from './database-errors.js';
import type { Dialect } from './dialect.js';
import type { ReadSession } from './session.js';
import { Store } from './store.js';

/** Reads outside a transaction: they see what is committed, and never wait for a writer on SQLite. */
@Injectable()
export class ReadStore {
  constructor(private readonly store: Store) {}

  get dialect(): Dialect {
    return this.store.dialect;
  }

  /** @throws AppError 10007 where the database is away */
  async run<T>(work: (session: ReadSession) => Promise<T>): Promise<T> {
    try {
      return await this.store.read(work);
    } catch (error) {
      throw toCallerError(error);
    }
  }

  /** Rows of one SELECT. */
  query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.run((session) => session.query<Row>(sql, parameters));
  }
}
