import type { DataSource, QueryRunner } from 'typeorm';
import { Semaphore, type SemaphoreUsage } from '../common/async/semaphore.js';
import { storageUnavailable } from '../common/errors/app-error.js';
import { isUnavailable } from './database-errors.js';
import { MYSQL } from './dialect.js';
import { MysqlTx } from './mysql-tx.js';
import { ReadSession, type Tx } from './session.js';
import { CommitUncertainError, Store } from './store.js';

/** With the query timeout of 1.5 s this keeps the longest wait for a frozen database under 3 s. */
const ACQUIRE_DEADLINE_MS = 1000;
const MAX_WAITING_PER_CONNECTION = 64;

/**
 * Once per connection. READ COMMITTED, because a plain read must see what was committed before the
 * lock was granted; short lock waits, because a caller is waiting; the strict mode, because MariaDB
 * may be configured to cut text silently.
 */
export const SESSION_SETTINGS = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  "SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = 1," +
    " sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
];

interface PooledConnection {
  destroy(): void;
}

/** MySQL or MariaDB through a bounded pool: waiting for a connection has a deadline, and so has each query. */
export class MysqlStore extends Store {
  readonly dialect = MYSQL;
  private readonly places: Semaphore;
  private readonly configured = new WeakSet<PooledConnection>();
  /** Those with a transaction that may not have ended. */
  private readonly open = new WeakSet<QueryRunner>();

  constructor(
    private readonly source: DataSource,
    poolSize: number,
  ) {
    super();
    const maxWaiting = poolSize * MAX_WAITING_PER_CONNECTION;
    this.places = new Semaphore(poolSize, maxWaiting, ACQUIRE_DEADLINE_MS, storageUnavailable);
  }

  get usage(): SemaphoreUsage {
    return this.places.usage;
  }

  read<T>(work: (session: ReadSession) => Promise<T>): Promise<T> {
    return this.withConnection((runner) => work(new ReadSession(runner, MYSQL)));
  }

  /** On a connection beside the pool's: one that is busy to the last is not out of reach. */
  protected async pingOnce(): Promise<void> {
    await this.onConnection((runner) => runner.query('SELECT 1'));
  }

  attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.withConnection(async (runner) => {
      const tx = new MysqlTx(runner);
      this.open.add(runner);
      const rollback = async (): Promise<void> => {
        await tx.rollback();
        this.open.delete(runner);
      };
      let result: T;
      try {
        result = await work(tx);
      } catch (error) {
        // A dead connection takes its transaction along; a rollback would only wait for it.
        if (!isUnavailable(error)) await rollback();
        throw error;
      }
      try {
        if (tx.isUsed) await this.timeCommit(() => tx.commit());
      } catch (error) {
        if (!(await tx.isRefused(error).catch(() => false))) throw new CommitUncertainError(error);
        await rollback();
        throw error;
      }
      this.open.delete(runner);
      return result;
    });
  }

  async close(): Promise<void> {
    await this.source.destroy();
  }

  private withConnection<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    return this.places.run(() => this.onConnection(work));
  }

  private async onConnection<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    let connection: PooledConnection | undefined;
    try {
      connection = (await runner.connect()) as PooledConnection;
      if (!this.configured.has(connection)) {
        for (const setting of SESSION_SETTINGS) await runner.query(setting);
        this.configured.add(connection);
      }
      const result = await work(runner);
      await runner.release();
      return result;
    } catch (error) {
      await this.discard(runner, connection, error);
      throw error;
    }
  }

  /**
   * After a timeout mysql2 leaves the connection in the pool with the late answer still to come, and
   * the next query would read it as its own; and a transaction may be open. Such a connection ends.
   */
  private async discard(runner: QueryRunner, connection: PooledConnection | undefined, error: unknown): Promise<void> {
    const broken = isUnavailable(error) || error instanceof CommitUncertainError || this.open.has(runner);
    if (connection && broken) connection.destroy();
    if (connection) await runner.release();
  }
}
