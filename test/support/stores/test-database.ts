import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { inject } from 'vitest';
import { temporaryFolder } from '../process-end.js';

export type StoreKind = 'sqlite' | 'mysql';

/** The store that this run of the test is about. */
export const store = storeKind(process.env.TEST_STORE);

export interface TestDatabase {
  /** What the application takes as DATABASE_URL. */
  readonly url: string;
  /** Removes the database with all that is in it; close what uses it first. */
  drop(): Promise<void>;
}

/** A new empty database of the run's store. */
export function createTestDatabase(): Promise<TestDatabase> {
  return store === 'sqlite' ? Promise.resolve(sqliteDatabase()) : mysqlDatabase();
}

/**
 * The MySQL server that the specs of the mysql project share. To freeze or kill one, start a server
 * of your own (mariadb.ts).
 * @returns `pid` is null where the server was not started here
 */
export function mysqlServer(): { host: string; port: number; pid: number | null; url(database?: string): string } {
  const { url, pid } = inject('mysql');
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port || 3306), pid, url: (database = '') => withDatabase(url, database) };
}

function storeKind(given = 'sqlite'): StoreKind {
  if (given !== 'sqlite' && given !== 'mysql') throw new Error(`TEST_STORE: sqlite or mysql, not ${given}`);
  return given;
}

function sqliteDatabase(): TestDatabase {
  const folder = temporaryFolder('sqlite');
  const drop = (): Promise<void> => Promise.resolve(rmSync(folder, { recursive: true, force: true }));
  return { url: `sqlite:${join(folder, 'chat.sqlite')}`, drop };
}

async function mysqlDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  return { url: mysqlServer().url(name), drop: () => onServer(`DROP DATABASE IF EXISTS ${name}`) };
}

async function onServer(statement: string): Promise<void> {
  const connection = await createConnection(mysqlServer().url());
  try {
    // A transaction that a test left open would make DROP wait for a day.
    await connection.query('SET SESSION lock_wait_timeout = 10');
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

/** Whatever else the given URL says, such as a database of its own, stays out. */
function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
