import { existsSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Mariadb, startMariadb } from '../support/stores/mariadb.js';

let server: Mariadb;
beforeAll(async () => (server = await startMariadb(['--innodb-lock-wait-timeout=7'])));
afterAll(() => server.stop());

/** The answer to a statement, or 'no answer' where none came in half a second. */
async function ask(statement: string, database = ''): Promise<unknown> {
  const connection = await createConnection({ uri: server.url(database), connectTimeout: 500 });
  try {
    const [rows] = await connection.query({ sql: statement, timeout: 500 });
    return Object.values((rows as Record<string, unknown>[])[0] ?? {})[0];
  } finally {
    connection.destroy();
  }
}

it('is set as the tests of durability need it, and as the test asks', async () => {
  expect(server.port).toBeLessThan(32_768);
  expect(await ask('SELECT @@innodb_flush_log_at_trx_commit')).toBe(1);
  expect(await ask('SELECT @@innodb_lock_wait_timeout')).toBe(7);
  expect(await ask('SELECT @@character_set_server')).toBe('utf8mb4');
});

it('answers nothing while frozen, and goes on afterwards', async () => {
  server.freeze();
  await expect(ask('SELECT 1')).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  server.thaw();
  expect(await ask('SELECT 1')).toBe(1);
});

it('has its data and its address again after a crash', async () => {
  await ask('CREATE DATABASE kept');
  await ask('CREATE TABLE t (n INT)', 'kept');
  await ask('INSERT INTO t VALUES (5)', 'kept');
  const { pid } = server;
  await server.kill();
  await expect(ask('SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await server.restart();
  expect(server.pid).not.toBe(pid);
  expect(await ask('SELECT n FROM t', 'kept')).toBe(5);
});

it('leaves nothing behind, even when it is stopped frozen', async () => {
  const other = await startMariadb();
  const connection = await createConnection(other.url());
  const [rows] = await connection.query('SELECT @@datadir AS folder');
  await connection.end();
  const { folder } = (rows as { folder: string }[])[0] ?? { folder: '' };
  expect(existsSync(folder)).toBe(true);
  other.freeze();
  await other.stop();
  expect(existsSync(folder)).toBe(false);
  expect(() => process.kill(other.pid, 0)).toThrow('ESRCH');
});
