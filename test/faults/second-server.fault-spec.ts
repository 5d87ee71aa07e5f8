import { createConnection } from 'mysql2/promise';
import { afterEach, describe, expect, it } from 'vitest';
import { datasOf } from '../support/chat/envelope.js';
import { createTestDatabase, mysqlServer, store, type TestDatabase } from '../support/stores/test-database.js';
import { chatEnvironment, type ChatServer, startChatServer } from './support/chat-server.js';
import { PATIENCE_MS } from './support/probes.js';
import { startInVain } from './support/refused-start.js';
import { fileOf } from './support/sqlite-file.js';

/** A stack trace is no clear line. */
const STACK = /^ {4}at /m;
/** A start, on a machine that tests other things meanwhile; waiting for a stale lock would take longer. */
const STARTED_WITHIN_MS = 10_000;

let database: TestDatabase;
const running: ChatServer[] = [];

async function start(): Promise<ChatServer> {
  const chat = await startChatServer(database.url);
  running.push(chat);
  return chat;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map(({ process }) => process.kill('SIGKILL')));
  await database?.drop();
});

if (store === 'sqlite') {
  describe('a second server on one SQLite file', { timeout: PATIENCE_MS }, () => {
    it('refuses to start, in one clear line, and the first one goes on', async () => {
      database = await createTestDatabase();
      const first = await start();
      await first.client.importUsers(1, 2);
      const { code, output } = await startInVain(chatEnvironment(database.url));
      expect(code).toBe(1);
      expect(output).toContain(`Another process is using ${fileOf(database.url)}`);
      expect(output).not.toMatch(STACK);

      const msgId = datasOf(await first.client.as(1).send(2, 'still here'));
      const history = datasOf(
        await first.client.as(2).get<{ messages: unknown[] }>('message/getHistory', { conversation_id: 'u:1' }),
      );
      expect(history.messages).toMatchObject([{ msg_id: msgId, seq: 1 }]);
    });

    it('starts at once where the first one was killed with kill -9', async () => {
      database = await createTestDatabase();
      const first = await start();
      await first.client.importUsers(1, 2);
      const msgId = datasOf(await first.client.as(1).send(2, 'before', 'c1'));
      await first.process.kill('SIGKILL');

      const startedAt = performance.now();
      const second = await start();
      expect(performance.now() - startedAt).toBeLessThan(STARTED_WITHIN_MS);
      expect(datasOf(await second.client.as(1).send(2, 'before', 'c1'))).toBe(msgId);
    });

    it('is the only one of four that start at the same time', async () => {
      database = await createTestDatabase();
      const starts = await Promise.allSettled([1, 2, 3, 4].map(() => start()));
      const reasons = starts.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
      expect(reasons).toHaveLength(3);
      expect(reasons.filter((reason) => !reason.includes('Another process is using'))).toEqual([]);
    });
  });
} else {
  describe('a database that is not fit to be served from', { timeout: PATIENCE_MS }, () => {
    it('stops the start where it is not migrated, and names the command', async () => {
      database = await createTestDatabase();
      const env: Record<string, string> = { ...chatEnvironment(database.url) };
      delete env.MIGRATE_ON_START;
      const { code, output } = await startInVain(env);
      expect(code).toBe(1);
      expect(output).toContain('npm run migration:run');
      expect(output).not.toMatch(STACK);
      expect(await tables()).toEqual([]);
    });

    it('stops the start where it cannot hold every character, and says what to do', async () => {
      database = await createTestDatabase();
      await run(`ALTER DATABASE ${nameOf(database)} CHARACTER SET latin1`);
      const { code, output } = await startInVain(chatEnvironment(database.url));
      expect(code).toBe(1);
      expect(output).toMatch(/character set is latin1.*utf8mb4/);
      expect(output).not.toMatch(STACK);
      expect(await tables()).toEqual([]);
    });

    it.each([
      ['is not there', () => mysqlServer().url('no_such_database'), /no_such_database/],
      [
        'is of a server that nobody runs',
        () => 'mysql://chat:hidden-word@127.0.0.1:1/chat',
        /ECONNREFUSED|127\.0\.0\.1:1/,
      ],
      ['does not know the password', () => wrongPassword(), /Access denied/],
    ])('stops the start where it %s', async (_what, url, line) => {
      const { code, output } = await startInVain(chatEnvironment(url()));
      expect(code).toBe(1);
      expect(output).toMatch(line);
      expect(output).not.toMatch(STACK);
      expect(output).not.toContain('hidden-word');
    });

    it('takes two servers at once that both may migrate it', async () => {
      database = await createTestDatabase();
      const [one, other] = await Promise.all([start(), start()]);
      await one.client.importUsers(1, 2);
      const msgId = datasOf(await one.client.as(1).send(2, 'through one', 'c1'));
      expect(datasOf(await other.client.as(1).send(2, 'through one', 'c1'))).toBe(msgId);
    });
  });
}

function nameOf({ url }: TestDatabase): string {
  return new URL(url).pathname.slice(1);
}

function wrongPassword(): string {
  const url = new URL(mysqlServer().url('any'));
  url.password = 'hidden-word';
  return url.href;
}

async function run(sql: string): Promise<unknown> {
  const connection = await createConnection(mysqlServer().url());
  try {
    const [rows] = await connection.query(sql);
    return rows;
  } finally {
    await connection.end();
  }
}

/** A start that was refused must have left the database as it was; TypeORM's own list does not count, it is empty. */
async function tables(): Promise<unknown> {
  const sql = `SELECT table_name FROM information_schema.tables
    WHERE table_schema = '${nameOf(database)}' AND table_name <> 'migrations'`;
  return run(sql);
}
