import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ensureBuild } from '../../scripts/lib/ensure-build.mjs';
import { USERS } from '../faults/support/population.js';
import { readRows } from '../faults/support/stored-rows.js';
import { fillStore, STORED_MESSAGES } from '../faults/support/stored-scene.js';
import { readEverything } from '../faults/support/timeline-reading.js';
import { type ChatApp, startNode } from '../support/chat/chat-app.js';
import { assertPasses } from '../support/checker/checker.js';
import { History } from '../support/checker/history.js';
import { runCommand, startCommand } from '../support/operator-command.js';
import { ReferenceClient } from '../support/reference-client/reference-client.js';
import { type Mariadb, startMariadb } from '../support/stores/mariadb.js';
import { createTestDatabase, type TestDatabase } from '../support/stores/test-database.js';

const MINUTES = 60_000 * (1 + Math.ceil(STORED_MESSAGES / 10_000));
/** So many that a transfer of the small size is killed in the middle. */
const CHUNK_ROWS = String(Math.max(20, STORED_MESSAGES / 100));

/** Their rows are compared here, too, by the test's own reading. */
const TABLES = {
  messages: 'conversation_id, seq',
  participants: 'conversation_id, user_id',
  receipt_blocks: 'conversation_id, user_id, block',
  recalls: 'no',
  pushes: 'id',
  push_receipts: 'push_id, user_id',
  users: 'id',
  sequences: 'name',
};

describe(`npm run migrate:to-mysql, of ${STORED_MESSAGES} messages`, () => {
  const history = new History();
  let mariadb: Mariadb;
  let from: TestDatabase;

  beforeAll(async () => {
    // Not within the time of whatever runs a command first.
    await ensureBuild();
    mariadb = await startMariadb();
    from = await createTestDatabase();
    await fillStore(from, history);
  }, 180_000 + MINUTES);
  afterAll(async () => {
    await mariadb?.stop();
    await from?.drop();
  });

  const execute = async (url: string, sql: string): Promise<void> => {
    const connection = await createConnection({ uri: url });
    try {
      await connection.query(sql);
    } finally {
      await connection.end();
    }
  };
  const newTarget = async (name: string): Promise<string> => {
    await execute(mariadb.url(), `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    return mariadb.url(name);
  };
  /** A server that leaves the database there. */
  const serve = (url: string) => startNode({ url, drop: () => Promise.resolve() }, { MIGRATE_ON_START: 'false' });
  const move = (to: string, ...options: string[]) =>
    runCommand('migrate-to-mysql', ['--from', from.url, '--chunk-rows', CHUNK_ROWS, ...options], to);
  const password = (): string => new URL(mariadb.url()).password;

  describe('killed in the middle, and run again', () => {
    let to: string;
    let said: string;
    let movedAtKill: number;

    beforeAll(async () => {
      to = await newTarget('killed');
      const first = startCommand('migrate-to-mysql', ['--from', from.url, '--chunk-rows', CHUNK_ROWS], to);
      const moved = async (): Promise<number> => {
        const sql = "SELECT row_count AS moved FROM sqlite_transfer WHERE name = 'messages'";
        const [row] = await readRows<{ moved: number }>(to, sql).catch(() => []);
        return Number(row?.moved ?? 0);
      };
      await vi.waitUntil(async () => (await moved()) > STORED_MESSAGES / 4, { timeout: 120_000, interval: 2 });
      await first.end('SIGKILL');
      movedAtKill = await moved();
      expect(movedAtKill).toBeLessThan(STORED_MESSAGES);
    }, MINUTES);

    it('takes no server meanwhile', async () => {
      await expect(serve(to)).rejects.toThrow('being filled by "npm run migrate:to-mysql"');
    });

    it('goes on where it was, and finds both sides the same', { timeout: MINUTES }, async () => {
      const second = await move(to);
      said = second.said;
      expect(second).toMatchObject({ code: 0, said: expect.stringContaining('Done: ') });
      expect(said).toMatch(/^Going on: \d+ of \d+ rows are there$/m);
      expect(said).toMatch(/^messages: the same, \d+ rows, \d+ conversations$/m);
      expect(said).not.toContain(password());
      console.info(
        `migrate:to-mysql: killed at ${movedAtKill} of ${STORED_MESSAGES} messages; ${/^messages: \d+ rows.*$/m.exec(said)?.[0]}`,
      );
    });

    it.each(Object.entries(TABLES))('has the rows of %s', async (table, key) => {
      const sql = `SELECT * FROM ${table} ORDER BY ${key}`;
      const rows = await readRows(from.url, sql);
      expect(rows.length).toBeGreaterThan(0);
      expect((await readRows(to, sql)).map((row) => JSON.stringify(row))).toEqual(
        rows.map((row) => JSON.stringify(row)),
      );
    });

    it('has left no table out, nor one behind', async () => {
      const ofSqlite = await readRows<{ name: string }>(
        from.url,
        "SELECT name FROM sqlite_master WHERE type = 'table'",
      );
      const ofMysql = await readRows<{ name: string }>(
        to,
        'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
      );
      // SQLite keeps one of its own.
      const tables = ofSqlite
        .map(({ name }) => name)
        .filter((name) => name !== 'sqlite_sequence')
        .sort();
      expect(ofMysql.map(({ name }) => name).sort()).toEqual(tables);
      const verified = [...said.matchAll(/^(\w+): the same/gm)].map(([, name]) => name);
      expect([...verified, 'migrations'].sort()).toEqual(tables);
    });

    it('refuses to fill it a second time', async () => {
      expect(await move(to)).toMatchObject({ code: 1, said: expect.stringContaining('has data already') });
    });

    describe('with a server on it', () => {
      let chat: ChatApp;

      beforeAll(async () => {
        chat = await serve(to);
      });
      afterAll(() => chat?.close());

      it('lets all clients sync, and shows them every message in its order', { timeout: MINUTES }, async () => {
        for (const uid of USERS) {
          const client = new ReferenceClient({ url: chat.client.url, token: await chat.client.token(uid), uid });
          await client.start();
          expect(client.refusals).toEqual([]);
          client.stop();
        }
        await readEverything(chat.client, history);
        assertPasses(history, { minAcked: STORED_MESSAGES, minReads: 16 });
      });

      it('knows client_msg_ids, trailing space and all, and goes on with new ids', async () => {
        const [row] = await readRows<{ id: number; client_msg_id: string }>(
          from.url,
          "SELECT id, client_msg_id FROM messages WHERE client_msg_id LIKE 's u:1:2 0 %'",
        );
        const sender = chat.client.as(1);
        const repeat = await sender.send(2, 'u:1:2 stored 0', row?.client_msg_id);
        expect(repeat.datas).toBe(Number(row?.id));
        const [top] = await readRows<{ last: number }>(from.url, 'SELECT MAX(id) AS last FROM messages');
        const other = await sender.send(2, 'new', row?.client_msg_id.trimEnd());
        expect(other.datas).toBeGreaterThan(Number(top?.last));
      });
    });
  });

  it('finds a damaged row, names its conversation, and says so again', { timeout: MINUTES }, async () => {
    const to = await newTarget('damaged');
    const [spoilt] = await readRows<{ conversation_id: number; seq: number }>(
      from.url,
      'SELECT conversation_id, seq FROM messages ORDER BY conversation_id DESC, seq DESC LIMIT 1',
    );
    const command = startCommand('migrate-to-mysql', ['--from', from.url, '--chunk-rows', CHUNK_ROWS], to);
    // As soon as there is the table, it spoils what is put in last.
    const trigger =
      `CREATE TRIGGER spoil BEFORE INSERT ON messages FOR EACH ROW SET NEW.body = ` +
      `IF(NEW.conversation_id = ${spoilt?.conversation_id} AND NEW.seq = ${spoilt?.seq}, CONCAT(NEW.body, ' '), NEW.body)`;
    await vi.waitUntil(
      () =>
        execute(to, trigger).then(
          () => true,
          () => false,
        ),
      { timeout: 120_000, interval: 5 },
    );
    expect(await command.exited).toBe(1);
    const difference = `messages, conversation ${spoilt?.conversation_id}: `;
    expect(command.output().join('\n')).toContain(difference);
    await execute(to, 'DROP TRIGGER spoil');
    const again = await move(to);
    expect(again).toMatchObject({ code: 1, said: expect.stringContaining(difference) });
    expect(await move(to, '--start-over')).toMatchObject({ code: 0, said: expect.stringContaining('Starting over') });
  });

  it(
    'refuses a target that a server runs on, or has given out ids in, and leaves it free',
    { timeout: MINUTES },
    async () => {
      const to = await newTarget('served');
      const chat = await startNode({ url: to, drop: () => Promise.resolve() }, { MIGRATE_ON_START: 'true' });
      const refused = await move(to);
      expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('The target is in use') });
      expect(refused.said).not.toContain(password());
      await chat.close();
      // As where it began to send, and nothing came of it.
      await execute(to, "UPDATE sequences SET next_value = 1001 WHERE name = 'messages'");
      const taken = await move(to);
      expect(taken).toMatchObject({ code: 1, said: expect.stringContaining('given out ids in the target (messages)') });
      // Neither has marked it as being filled.
      await (await serve(to)).close();
      await execute(to, "UPDATE sequences SET next_value = 1 WHERE name = 'messages'");
      expect(await move(to)).toMatchObject({ code: 0, said: expect.stringContaining('Done: ') });
    },
  );

  it('refuses while a server has the file, and what it does not understand', { timeout: 120_000 }, async () => {
    const to = await newTarget('refused');
    await execute(to, 'CREATE TABLE others (a int)');
    expect(await move(to)).toMatchObject({ code: 1, said: expect.stringContaining('not this server') });
    expect(await readRows(to, 'SHOW TABLES')).toHaveLength(1);
    await execute(to, 'DROP TABLE others');
    const chat = await serve(from.url);
    const refused = await move(to);
    await chat.close();
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('Another process is using') });
    expect(await runCommand('migrate-to-mysql', ['--rows', '1'], to)).toMatchObject({ code: 2 });
    const wrong = await runCommand('migrate-to-mysql', ['--to', 'postgres://me:hush@host/db'], from.url);
    expect(wrong).toMatchObject({ code: 1, said: expect.stringContaining('--to: ') });
    expect(wrong.said).not.toContain('hush');
  });
});
