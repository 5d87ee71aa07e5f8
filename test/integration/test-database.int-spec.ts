import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { expect, it } from 'vitest';
import { createTestDatabase, mysqlServer, store, type TestDatabase } from '../support/stores/test-database.js';

const pathOf = ({ url }: TestDatabase): string => url.slice('sqlite:'.length);

/** Runs one statement, on whatever store this run is about. */
async function run(database: TestDatabase, statement: string): Promise<void> {
  if (store === 'sqlite') {
    const file = new Database(pathOf(database));
    file.exec(statement);
    file.close();
    return;
  }
  const connection = await createConnection(database.url);
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

it('gives each test a database of its own', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await run(one, 'CREATE TABLE t (n INT)');
  await run(other, 'CREATE TABLE t (n INT)');
  await Promise.all([one.drop(), other.drop()]);
});

it('is of the store that the run is about, and gone once dropped', async () => {
  const database = await createTestDatabase();
  expect(database.url).toMatch(
    store === 'sqlite' ? /^sqlite:\/.+\/chat\.sqlite$/ : /^mysql:\/\/.+\/test_[0-9a-f]{12}$/,
  );
  await run(database, 'CREATE TABLE t (n INT)');
  await database.drop();
  if (store === 'sqlite') expect(existsSync(pathOf(database))).toBe(false);
  else await expect(run(database, 'SELECT 1')).rejects.toMatchObject({ code: 'ER_BAD_DB_ERROR' });
});

if (store === 'mysql') {
  it('holds any character, whatever the server speaks by default', async () => {
    const database = await createTestDatabase();
    await run(database, 'CREATE TABLE t (s VARCHAR(10))');
    await run(database, "INSERT INTO t VALUES ('😀')");
    await database.drop();
  });

  it('knows the server that the run shares', () => {
    const { host, port, pid, url } = mysqlServer();
    expect(url('x')).toMatch(new RegExp(`@${host}:${port}/x$`));
    if (!process.env.TEST_MYSQL_URL) expect(() => process.kill(pid ?? 0, 0)).not.toThrow();
  });
}
