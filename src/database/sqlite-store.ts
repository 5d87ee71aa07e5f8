import type { DataSource, QueryRunner } from 'typeorm';
import { Semaphore, type SemaphoreUsage } from '../common/async/semaphore.js';
import { storageUnavailable } from '../common/errors/app-error.js';
import { SQLITE_BUSY_MS } from './data-source-options.js';
import { SQLITE } from './dialect.js';
import { ReadSession, Tx } from './session.js';
import { CommitUncertainError, Store } from './store.js';
import { WalTruncation } from './wal-truncation.js';

/** Transactions that may wait for SQLite's one writer, and how long. */
const MAX_WAITING = 2000;
const DEADLINE_MS = 2500;

/**
 * The embedded store. TypeORM shares ONE connection per data source on SQLite, so whatever writes
 * meanwhile joins the open transaction and is erased by its rollback (typeorm #1884). Hence
 * transactions run first in, first out on the writing connection, and every read outside them uses
 * a second, read-only connection.
 */
export class SqliteStore extends Store {
  readonly dialect = SQLITE;
  private readonly writer: QueryRunner;
  private readonly reader: ReadSession;
  private readonly wal = new WalTruncation(() => this.truncateWal());
  private readonly turn = new Semaphore(1, MAX_WAITING, DEADLINE_MS, storageUnavailable);

  /** @param releaseFile gives up the exclusive hold on the database file */
  constructor(
    private readonly writing: DataSource,
    private readonly reading: DataSource,
    private readonly releaseFile: () => void,
  ) {
    super();
    this.writer = writing.createQueryRunner();
    this.reader = new ReadSession(reading.createQueryRunner(), SQLITE);
  }

  get usage(): SemaphoreUsage {
    return this.turn.usage;
  }

  read<T>(work: (session: ReadSession) => Promise<T>): Promise<T> {
    return work(this.reader);
  }

  protected async pingOnce(): Promise<void> {
    // A page of the file; SELECT 1 would touch none.
    await this.reader.query('SELECT name FROM sqlite_master LIMIT 1');
  }

  attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.turn.run(async () => {
      await this.writer.startTransaction();
      let result: T;
      try {
        result = await work(new Tx(this.writer, SQLITE));
      } catch (error) {
        await this.rollback();
        throw error;
      }
      try {
        await this.timeCommit(() => this.writer.commitTransaction());
      } catch (error) {
        await this.rollback();
        throw new CommitUncertainError(error);
      }
      return result;
    });
  }

  override wipeSoon(): void {
    this.wal.soon();
  }

  async close(): Promise<void> {
    this.wal.stop();
    // Behind whatever transaction still runs.
    await this.turn.run(async () => {
      await this.reading.destroy();
      await this.writing.destroy();
    });
    this.releaseFile();
  }

  /** Between transactions. Does not wait for other processes: waiting stops everything here. */
  private truncateWal(): Promise<boolean> {
    return this.turn.run(async () => {
      await this.writer.query('PRAGMA busy_timeout = 0');
      try {
        const [result] = (await this.writer.query('PRAGMA wal_checkpoint(TRUNCATE)')) as { busy: number }[];
        return result?.busy === 0;
      } finally {
        await this.writer.query(`PRAGMA busy_timeout = ${SQLITE_BUSY_MS}`);
      }
    });
  }

  /**
   * SQLite itself rolls back on some errors (disk full), and then our ROLLBACK fails. TypeORM must learn
   * that no transaction is open: it would make the next BEGIN a savepoint of one that never commits.
   */
  private async rollback(): Promise<void> {
    await this.writer.rollbackTransaction().catch(() => {
      Object.assign(this.writer, { isTransactionActive: false, transactionDepth: 0 });
    });
  }
}
