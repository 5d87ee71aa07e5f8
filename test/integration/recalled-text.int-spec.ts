import Database from 'better-sqlite3';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { type ChatApp, startChat, startNode } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';

const PEERS = [2, 3, 4, 5, 6, 7, 8, 9];
const MESSAGES = 400;

describe('The text of a recalled message', store === 'sqlite' ? onSqlite : onMysql);

function onSqlite(): void {
  let database: TestDatabase;
  let chat: ChatApp;

  beforeEach(async () => {
    database = await createTestDatabase();
    chat = await startNode({ url: database.url, drop: () => Promise.resolve() });
    await chat.client.importUsers(1, ...PEERS);
  });
  afterEach(() => database.drop());

  const path = (): string => database.url.replace(/^sqlite:/, '');
  /** Whether any of the database's files holds the text. */
  const isOnDisk = (text: string): boolean =>
    readdirSync(dirname(path())).some((name) => readFileSync(join(dirname(path()), name)).includes(text));
  const sendAndRecall = async (text: string): Promise<void> => {
    const id = datasOf(await chat.client.as(1).send(2, text));
    expect(isOnDisk(text)).toBe(true);
    datasOf(await chat.client.as(1).post('message/recallMessage', { msg_id: id }));
  };

  it('is soon in no file of the database, nor after the end of the server', async () => {
    await sendAndRecall('a secret of four words');
    await vi.waitUntil(() => !isOnDisk('a secret of four words'), { timeout: 5000, interval: 50 });
    await sendAndRecall('another one');
    await chat.close();
    expect(isOnDisk('another one')).toBe(false);
  });

  it('goes with VACUUM where the split of a page left a copy of it (docs/operations.md)', async () => {
    const ids: number[] = [];
    // Into conversations in turn, so that rows are inserted between others, and of many lengths.
    for (let i = 0; i < MESSAGES; i += 1) {
      const text = `regretted ${'x'.repeat((i * 37) % 1500)}`;
      ids.push(datasOf(await chat.client.as(1).send(PEERS[(i * 5) % PEERS.length] ?? 2, text)));
    }
    for (const id of ids) datasOf(await chat.client.as(1).post('message/recallMessage', { msg_id: id }));
    await chat.close();
    const file = new Database(path());
    file.exec('VACUUM');
    file.close();
    expect(isOnDisk('regretted')).toBe(false);
  });

  it('stays no longer than whoever reads the file, and fails no call meanwhile', async () => {
    const reader = new Database(path(), { readonly: true });
    const id = datasOf(await chat.client.as(1).send(2, 'read by a backup'));
    reader.exec('BEGIN');
    reader.prepare('SELECT COUNT(*) FROM messages').get();
    datasOf(await chat.client.as(1).post('message/recallMessage', { msg_id: id }));
    for (const end = Date.now() + 2000; Date.now() < end;) datasOf(await chat.client.as(1).send(2, 'meanwhile'));
    reader.close();
    await vi.waitUntil(() => !isOnDisk('read by a backup'), { timeout: 10_000, interval: 50 });
    await chat.close();
  });
}

/** Its files are the server's; what can be asked for is gone. */
function onMysql(): void {
  it('is in no table', async () => {
    const chat = await startChat();
    await chat.client.importUsers(1, 2);
    const id = datasOf(await chat.client.as(1).send(2, 'a secret of four words'));
    const tables = async (): Promise<string> => {
      const reads = chat.app.get(ReadStore);
      const names = await reads.query<{ name: string }>(
        'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
      );
      const rows = await Promise.all(names.map(({ name }) => reads.query(`SELECT * FROM \`${name}\``)));
      return JSON.stringify(rows);
    };
    expect(await tables()).toContain('a secret of four words');
    datasOf(await chat.client.as(1).post('message/recallMessage', { msg_id: id }));
    expect(await tables()).not.toContain('a secret of four words');
    await chat.close();
  });
}
