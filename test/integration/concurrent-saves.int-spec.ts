import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import type { Answer } from '../support/chat/envelope.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';

const AT_ONCE = 16;
const ROUNDS = 8;

/** A host app's queue may deliver one save several times at once: each is answered well, and stored once. */
describe('Concurrent saves', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
  });
  afterAll(() => chat.close());

  /** Calls 16 times at once, and expects that each time is answered without an error. */
  async function atOnce(call: (index: number) => Promise<Answer<unknown>>): Promise<void> {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => call(index)));
    expect(answers.filter(({ error_code }) => error_code !== undefined)).toEqual([]);
  }
  async function count(table: string, where: string): Promise<number> {
    const [row] = await chat.app
      .get(ReadStore)
      .query<{ total: number }>(`SELECT COUNT(*) AS total FROM ${table} WHERE ${where}`);
    return Number(row?.total);
  }

  it('concurrent saves of one group make one group with one conversation', async () => {
    for (let id = 1; id <= ROUNDS; id += 1)
      await atOnce((index) => chat.client.cms('saveGroup', { group_type: 1, group_id: id, name: `name ${index}` }));
    expect(await count('chat_groups', 'type = 1')).toBe(ROUNDS);
    expect(await count('conversations', "conversation_key LIKE 'g:1:%'")).toBe(ROUNDS);
  });

  it('concurrent saves of different groups, new and known, all succeed', async () => {
    for (let round = 0; round < ROUNDS; round += 1)
      await atOnce((index) =>
        chat.client.cms('saveGroup', { group_type: 3, group_id: round * 4 + index + 1, name: `name ${round}` }),
      );
    expect(await count('chat_groups', 'type = 3')).toBe((ROUNDS - 1) * 4 + AT_ONCE);
  });

  it('concurrent saves of one official account make one account', async () => {
    for (let id = 1; id <= ROUNDS; id += 1)
      await atOnce((index) =>
        chat.client.cms('saveServiceAccount', { service_id: id, nickname: `name ${index}`, photo: '' }),
      );
    expect(await count('service_accounts', '1 = 1')).toBe(ROUNDS);
    expect(await count('conversations', "conversation_key LIKE 'g:4:%'")).toBe(ROUNDS);
  });

  it('concurrent imports of overlapping users, in any order, make each user once', async () => {
    for (let round = 0; round < ROUNDS; round += 1)
      await atOnce((index) => {
        const ids = Array.from({ length: 40 }, (_, i) => round * 20 + i + 1);
        if (index % 2 === 1) ids.reverse();
        return chat.client.cms('importUsers', {
          users: ids.map((id) => ({ user_id: id, nickname: `name ${index}`, photo: '' })),
        });
      });
    expect(await count('users', '1 = 1')).toBe((ROUNDS - 1) * 20 + 40);
  });

  it('concurrent changes of one group’s members, in any order, leave what was asked for', async () => {
    await chat.client.saveGroup(2, 1);
    for (let round = 0; round < ROUNDS; round += 1)
      await atOnce((index) => {
        const ids = Array.from({ length: 40 }, (_, i) => i + 1);
        if (index % 2 === 1) ids.reverse();
        const call = index % 4 < 2 ? 'addGroupMembers' : 'removeGroupMembers';
        return chat.client.cms(call, { group_type: 2, group_id: 1, user_id: ids });
      });
    await chat.client.removeMembers(2, 1, [1, 2, 3]);
    await chat.client.addMembers(2, 1, [1, 2]);
    const members = await count('group_members', '1 = 1');
    const [conversation] = await chat.app
      .get(ReadStore)
      .query<{ member_count: number }>("SELECT member_count FROM conversations WHERE conversation_key = 'g:2:1'");
    expect(conversation).toEqual({ member_count: members });
  });
});
