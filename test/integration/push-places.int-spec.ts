import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';

const SERVICE = 7;
const UIDS = [1, 2];

describe('A push into a dialogue that is gone from the storage', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...UIDS);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
  });
  afterAll(() => chat.close());

  const push = (text: string) =>
    chat.client.cms<number>('sendMessage', { service_id: SERVICE, msg_type: 1, message: { text }, user_id: UIDS });
  const countOf = async (table: string): Promise<number> => {
    const [row] = await chat.app.get(ReadStore).query<{ total: number }>(`SELECT COUNT(*) AS total FROM ${table}`, []);
    return Number(row?.total);
  };

  it('stores nothing, for nobody, and says that something is wrong', async () => {
    datasOf(await push('first'));
    await chat.app.get(UnitOfWork).run(async (tx) => {
      const mine = `SELECT id FROM conversations WHERE conversation_key = 's:${SERVICE}:2'`;
      await tx.execute(`DELETE FROM messages WHERE conversation_id IN (${mine})`, []);
      await tx.execute(`DELETE FROM conversations WHERE conversation_key = 's:${SERVICE}:2'`, []);
    });
    expect(await push('second')).toMatchObject({ status: 500, error_code: 10500 });
    // The first one, and of its two copies the one that was left.
    expect([await countOf('pushes'), await countOf('messages'), await countOf('push_targets')]).toEqual([1, 1, 2]);
  });
});
