import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ChatApp, startNode } from '../support/chat/chat-app.js';
import { assertPasses } from '../support/checker/checker.js';
import { History } from '../support/checker/history.js';
import { ReferenceClient } from '../support/reference-client/reference-client.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';
import { asOfFault } from './support/as-of-fault.js';
import { backupTool } from './support/backups.js';
import { startChatServer } from './support/chat-server.js';
import { Ledger } from './support/ledger.js';
import { USERS } from './support/population.js';
import { RestCaller } from './support/rest-caller.js';
import { readRows } from './support/stored-rows.js';
import { fillStore, STORED_MESSAGES } from './support/stored-scene.js';
import { readEverything } from './support/timeline-reading.js';
import { Traffic } from './support/traffic.js';

/** Sends that are acknowledged before the backup begins, and again after it. */
const AROUND = 100;
const MINUTES = 60_000 * (1 + Math.ceil(STORED_MESSAGES / 10_000));

const SENDERS = { rest: 16, devices: 2, sendersPerDevice: 2, unanswered: 'repeat' } as const;

const MESSAGES = 'SELECT * FROM messages ORDER BY conversation_id, seq';
/** Nobody acknowledges or recalls anything while the backup is made: these tables are as they were. */
const QUIET = [
  'SELECT * FROM receipt_blocks ORDER BY conversation_id, user_id, block',
  'SELECT * FROM participants ORDER BY conversation_id, user_id',
  'SELECT * FROM push_receipts ORDER BY push_id, user_id',
  'SELECT * FROM recalls ORDER BY no',
  'SELECT * FROM group_members ORDER BY conversation_id, user_id',
  'SELECT * FROM users ORDER BY id',
];

interface MessageRow {
  readonly conversation_id: number;
  readonly seq: number;
}

describe(`A backup of ${STORED_MESSAGES} messages, made while users send, and restored elsewhere`, () => {
  const history = new History();
  const ledger = new Ledger(history);
  let from: TestDatabase;
  let to: TestDatabase;
  let restored: ChatApp;
  let judged: History;

  beforeAll(async () => {
    from = await createTestDatabase();
    to = await createTestDatabase();
    await fillStore(from, history);
    const file = await backUpUnderLoad();
    judged = asOfFault(history, 'backup');
    await backupTool().restore(file, to.url);
    restored = await startNode(to, { MIGRATE_ON_START: 'false' });
  }, 2 * MINUTES);
  afterAll(async () => {
    await restored?.close();
    await from?.drop();
    await to?.drop();
  });

  async function backUpUnderLoad(): Promise<string> {
    const chat = await startChatServer(from.url);
    const caller = new RestCaller(chat.process.url);
    const traffic = new Traffic(ledger, chat.client, caller, SENDERS);
    await Promise.all(USERS.map((uid) => chat.client.token(uid)));
    const acknowledged = (more: number) => {
      const enough = ledger.ackedCount + more;
      return vi.waitUntil(() => ledger.ackedCount >= enough, { timeout: 30_000 });
    };
    await traffic.start();
    await acknowledged(AROUND);
    history.fault('backup');
    const before = ledger.ackedCount;
    const file = await backupTool().backUp(from.url);
    const meanwhile = ledger.ackedCount - before;
    await acknowledged(AROUND);
    await traffic.stop();
    caller.close();
    expect(ledger.wrongs).toEqual([]);
    // Otherwise it was not made while users send.
    expect(meanwhile).toBeGreaterThan(0);
    await chat.process.kill('SIGTERM');
    console.info(`backup on ${store}: ${STORED_MESSAGES} messages stored, ${meanwhile} acknowledged while it was made`);
    return file;
  }

  it('has every message as the original has it, and of later ones a beginning', async () => {
    const [all, some] = await Promise.all([
      readRows<MessageRow>(from.url, MESSAGES),
      readRows<MessageRow>(to.url, MESSAGES),
    ]);
    const original = new Map(all.map((row) => [`${row.conversation_id} ${row.seq}`, row]));
    const different = some.filter((row) => {
      return JSON.stringify(original.get(`${row.conversation_id} ${row.seq}`)) !== JSON.stringify(row);
    });
    expect(different.slice(0, 3)).toEqual([]);
    // The traffic went on: the backup is of a moment in between.
    expect(some.length).toBeLessThan(all.length);
    expect(some.length).toBeGreaterThanOrEqual(STORED_MESSAGES + AROUND);
  });

  it.each(QUIET)('has the rows of the original: %s', async (sql) => {
    const rows = await readRows(to.url, sql);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows).toEqual(await readRows(from.url, sql));
  });

  it('lets all clients sync', { timeout: MINUTES }, async () => {
    for (const uid of USERS) {
      const token = await restored.client.token(uid);
      const client = new ReferenceClient({ url: restored.client.url, token, uid });
      await client.start();
      const got = [...client.conversations.values()];
      expect(client.refusals).toEqual([]);
      for (const { messages } of got) {
        expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
      }
      const total = got.reduce((sum, { messages }) => sum + messages.length, 0);
      expect(total).toBeGreaterThanOrEqual(Math.floor(STORED_MESSAGES / 5) * 2);
      client.stop();
    }
  });

  it('shows all readers every message that was acknowledged when it was begun', { timeout: MINUTES }, async () => {
    await readEverything(restored.client, judged);
    assertPasses(judged, { minAcked: STORED_MESSAGES + AROUND, minFaults: 1, minReads: 16 });
  });

  it('goes on: what is sent now comes after what was restored', async () => {
    const [top] = await readRows<{ last: number }>(to.url, 'SELECT MAX(id) AS last FROM messages');
    const answer = await restored.client.as(1).send(2, 'after the restore');
    expect(answer.datas).toBeGreaterThan(Number(top?.last));
  });
});
