import type { Database as SqliteDatabase } from 'better-sqlite3';
import type { DataSourceOptions } from 'typeorm';
import type { DatabaseTarget } from '../config/configuration.js';
import { MIGRATIONS } from './migrations/all-migrations.js';
import { StatementLogger } from './statement-logger.js';

export type Entities = NonNullable<DataSourceOptions['entities']>;

type MysqlTarget = Extract<DatabaseTarget, { kind: 'mysql' }>;

/** Milliseconds after which one round trip of the send path counts as lost: callers are answered within 3 s. */
const QUERY_TIMEOUT_MS = 1500;
const CONNECT_TIMEOUT_MS = 1000;

/** How long SQLite waits for another process that reads or writes the file; nothing else runs meanwhile. */
export const SQLITE_BUSY_MS = 200;

/** The writing connection of the embedded store. */
export function sqliteWriterOptions(path: string, entities: Entities): DataSourceOptions {
  return {
    type: 'better-sqlite3',
    database: path,
    entities,
    migrations: MIGRATIONS,
    enableWAL: true,
    logger: new StatementLogger(),
    timeout: SQLITE_BUSY_MS,
    statementCacheSize: 500,
    prepareDatabase: (database: SqliteDatabase): void => {
      // better-sqlite3 is built with NORMAL for WAL, which a power loss would make a liar of "acknowledged means durable".
      database.pragma('synchronous = FULL');
      // What is recalled is overwritten in the file, and not only forgotten.
      database.pragma('secure_delete = ON');
    },
  };
}

/** The second, read-only connection: it sees committed data only. */
export function sqliteReaderOptions(path: string, entities: Entities): DataSourceOptions {
  return {
    type: 'better-sqlite3',
    database: path,
    entities,
    readonly: true,
    logger: new StatementLogger(),
    fileMustExist: true,
    timeout: SQLITE_BUSY_MS,
    statementCacheSize: 500,
  };
}

export function mysqlOptions(target: MysqlTarget, entities: Entities, poolSize: number): DataSourceOptions {
  return {
    ...mysqlBase(target, entities),
    // One beside the pool, for pings.
    poolSize: poolSize + 1,
    maxQueryExecutionTime: QUERY_TIMEOUT_MS,
    enableQueryTimeout: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // Those of a transaction share round trips (ADR 0020). Values are parameters, and escaped as before.
    multipleStatements: true,
  };
}

/** For migrations, which may take as long as they take. */
export function mysqlMigrationOptions(target: MysqlTarget, entities: Entities): DataSourceOptions {
  // One connection runs the migrations, the other holds the lock.
  return { ...mysqlBase(target, entities), migrations: MIGRATIONS, poolSize: 2 };
}

function mysqlBase(target: MysqlTarget, entities: Entities) {
  return {
    type: 'mysql' as const,
    host: target.host,
    port: target.port,
    username: target.user,
    password: target.password,
    database: target.name,
    entities,
    charset: 'utf8mb4',
    timezone: 'Z',
    // Of each statement mysql2 would note where it was asked for: a tenth of a send. Failures are reported by who asked.
    trace: false,
    // Ids fit 2^53, so they are numbers, as on SQLite.
    supportBigNumbers: true,
    bigNumberStrings: false,
    logger: new StatementLogger(),
  };
}
