import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { chunks, rowPlaceholders } from '../../src/database/sql.js';
import { betweenUsers, inGroup } from '../../src/timeline/conversation-target.js';
import { startNode } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { appendMany } from '../support/rounds/append-many.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';
import { type ChatServer, startChatServer } from './support/chat-server.js';
import { openStoredRows, type StoredRows } from './support/open-rows.js';

/** TEST_DELETED_MESSAGES=100000 for the full size; friends are a tenth of it, groups a two-hundredth. */
const MESSAGES = Number(process.env.TEST_DELETED_MESSAGES ?? 2000);
const FRIENDS = Math.ceil(MESSAGES / 10);
const GROUPS = Math.ceil(MESSAGES / 200);
const KILLS = MESSAGES > 10_000 ? 3 : 1;
const GONE = 1;
const FRIEND = 2;
/** A claim runs out after 15 s; and the machine may be busy. */
const TAKEN_UP_MS = 60_000 + MESSAGES * 2;
const LOOK_MS = 20;

async function until(what: string, isTrue: () => Promise<boolean>, patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

describe(`kill -9 while a user is cleared away, on ${store}`, () => {
  let database: TestDatabase;
  let server: ChatServer;
  let rows: StoredRows;

  beforeAll(async () => {
    database = await createTestDatabase();
    await populate(database);
    server = await startChatServer(database.url);
    rows = await openStoredRows(database.url);
  }, 600_000);
  afterAll(async () => {
    await rows?.close();
    await server?.process.kill('SIGKILL');
    await database?.drop();
  });

  /** How much is there still; all of it goes. */
  const left = async (): Promise<number[]> => {
    const counts: number[] = [];
    for (const [from, ...parameters] of [
      ['friendships WHERE low_id = ? OR high_id = ?', GONE, GONE],
      ['group_members WHERE user_id = ?', GONE],
      [`messages WHERE sender_kind = 0 AND sender_id = ? AND (body <> '' OR content_hash <> '')`, GONE],
    ] as const) {
      const [row] = await rows.query<{ count: number }>(`SELECT COUNT(*) AS count FROM ${from}`, parameters);
      counts.push(Number(row?.count));
    }
    return counts;
  };
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

  it(
    'it is finished after the restart, and nobody signs in meanwhile',
    { timeout: 2 * TAKEN_UP_MS * (KILLS + 1) },
    async () => {
      const before = await left();
      expect(before).toEqual([FRIENDS, GROUPS, MESSAGES]);
      const token = await server.client.token(GONE);
      datasOf(await server.client.cms('deleteUser', { user_id: GONE, messages: 'erase' }));
      const refused = async (): Promise<void> => {
        expect(await server.client.as(GONE).send(FRIEND, 'still here')).toMatchObject({ error_code: 10001 });
        expect(token).toBe(await server.client.token(GONE));
        expect(await server.client.as(FRIEND).send(GONE, 'still there?')).toMatchObject({ error_code: 20001 });
      };
      await refused();
      let between = sum(before);
      for (let kill = 1; kill <= KILLS; kill += 1) {
        // In the midst of it: something is gone, and something left.
        const from = between;
        await until('some of it to go', async () => sum(await left()) < from, TAKEN_UP_MS);
        await server.process.kill('SIGKILL');
        between = sum(await left());
        expect(between).toBeGreaterThan(0);
        await server.process.restart();
        await refused();
      }
      await until('all of it to go', async () => sum(await left()) === 0, TAKEN_UP_MS);
      // Every message has its place, and one recall.
      const [messages] = await rows.query<{ count: number; recalled: number }>(
        'SELECT COUNT(*) AS count, COUNT(recalled_at) AS recalled FROM messages WHERE sender_kind = 0 AND sender_id = ?',
        [GONE],
      );
      expect([Number(messages?.count), Number(messages?.recalled)]).toEqual([MESSAGES, MESSAGES]);
      const [recalls] = await rows.query<{ count: number; places: number }>(
        'SELECT COUNT(*) AS count, COUNT(DISTINCT msg_id) AS places FROM recalls',
      );
      expect([Number(recalls?.count), Number(recalls?.places)]).toEqual([MESSAGES, MESSAGES]);
      const [groups] = await rows.query<{ count: number }>(
        `SELECT COUNT(*) AS count FROM conversations WHERE conversation_key LIKE 'g:2:%' AND member_count = 1`,
      );
      expect(Number(groups?.count)).toBe(GROUPS);
    },
  );
});

/** By a server in this process, which ends before the one that is killed begins. */
async function populate(database: TestDatabase): Promise<void> {
  const node = await startNode(database);
  const { client } = node;
  await client.importUsers(...Array.from({ length: FRIENDS + 1 }, (_, index) => index + 1));
  await node.app.get(UnitOfWork).run(async (tx) => {
    for (const part of chunks(
      Array.from({ length: FRIENDS }, (_, index) => index + 2),
      500,
    )) {
      await tx.execute(
        `INSERT INTO friendships (low_id, high_id, created_at) VALUES ${rowPlaceholders(part.length, 3)}`,
        part.flatMap((friend) => [GONE, friend, 0]),
      );
    }
  });
  const half = Math.floor(MESSAGES / 2);
  await appendMany(node, betweenUsers(GONE, FRIEND), Array<number>(half).fill(GONE));
  for (let id = 1; id <= GROUPS; id += 1) {
    await client.saveGroup(2, id, [GONE, FRIEND]);
    const share = Math.floor(((MESSAGES - half) * id) / GROUPS) - Math.floor(((MESSAGES - half) * (id - 1)) / GROUPS);
    await appendMany(node, inGroup(2, id), Array<number>(share).fill(GONE));
  }
  client.close();
  node.app.getHttpServer().closeAllConnections();
  await node.app.close();
}
