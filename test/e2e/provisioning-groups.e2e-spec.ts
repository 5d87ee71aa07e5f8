import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';

const MAX_MEMBERS = 5;
const ids = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

describe('Groups of the host app', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat({ GROUP_MAX_MEMBERS: String(MAX_MEMBERS) });
    await chat.client.importUsers(...ids(1, 10));
  });
  afterAll(() => chat.close());

  const members = (call: string, group_id: number, user_id: unknown, group_type = 2) =>
    chat.client.cms<number>(call, { group_type, group_id, user_id });

  it('saveGroup makes one, or renames it, and keeps its members and messages', async () => {
    await chat.client.saveGroup(2, 1, [1, 2]);
    await chat.client.as(1).sendToGroup(2, 1, 'before');
    for (const name of ['renamed', 'renamed', '😀'.repeat(64)]) {
      expect(await chat.client.cms('saveGroup', { group_type: 2, group_id: 1, name })).toEqual({
        status: 200,
        datas: 1,
      });
    }
    expect(await chat.client.as(2).sendToGroup(2, 1, 'after')).toHaveProperty('datas');
    const { datas } = await chat.client.as(2).get('message/getHistory', { conversation_id: 'g:2:1' });
    expect(datas).toMatchObject({ last_seq: 2, messages: [{ body: { text: 'before' } }, { body: { text: 'after' } }] });
  });

  it('groups of different types are different groups', async () => {
    for (const type of [1, 2, 3]) await chat.client.saveGroup(type, 77, [1]);
    for (const type of [1, 2, 3]) await chat.client.as(1).sendToGroup(type, 77, `in type ${type}`);
    for (const type of [1, 2, 3]) {
      const { datas } = await chat.client.as(1).get('message/getHistory', { conversation_id: `g:${type}:77` });
      expect(datas).toMatchObject({
        messages: [{ body: { text: `in type ${type}` }, group: { group_type: `${type}` } }],
      });
    }
  });

  it.each([0, 4, 5])('there is no saving a group of type %i', async (group_type) => {
    const answer = await chat.client.cms('saveGroup', { group_type, group_id: 1, name: 'x' });
    expect(answer).toMatchObject({ error_code: 10000, error_msg: expect.stringContaining('group_type') });
  });

  it('counts who joined and who left, each once', async () => {
    await chat.client.saveGroup(2, 2);
    expect((await members('addGroupMembers', 2, [1, 2, 2, 1])).datas).toBe(2);
    expect((await members('addGroupMembers', 2, '1,2,3')).datas).toBe(1);
    expect((await members('addGroupMembers', 2, 3)).datas).toBe(0);
    expect((await members('removeGroupMembers', 2, [1, 9])).datas).toBe(1);
    expect((await members('removeGroupMembers', 2, [1])).datas).toBe(0);
    expect((await members('removeGroupMembers', 2, '2,3,404')).datas).toBe(2);
  });

  it('adds nobody where one of them does not exist, and names those', async () => {
    await chat.client.saveGroup(2, 3);
    const answer = await members('addGroupMembers', 3, [1, 404, 405]);
    expect(answer).toMatchObject({ status: 404, error_code: 20001 });
    expect(answer.error_msg).toMatch(/404,405$/);
    expect((await members('addGroupMembers', 3, [1])).datas).toBe(1);
  });

  it('knows no group that was not made', async () => {
    for (const call of ['addGroupMembers', 'removeGroupMembers']) {
      expect(await members(call, 404, [1])).toMatchObject({ status: 404, error_code: 20005 });
      expect(await members(call, 1, [1], 3)).toMatchObject({ error_code: 20005 });
    }
  });

  it('is full at GROUP_MAX_MEMBERS: 20011, and nobody of that call joined', async () => {
    await chat.client.saveGroup(2, 4);
    expect(await members('addGroupMembers', 4, ids(1, MAX_MEMBERS + 1))).toMatchObject({
      status: 409,
      error_code: 20011,
    });
    expect((await members('addGroupMembers', 4, ids(1, MAX_MEMBERS))).datas).toBe(MAX_MEMBERS);
    expect(await members('addGroupMembers', 4, [9])).toMatchObject({ error_code: 20011 });
    // Who is in already takes no place, and who leaves makes one.
    expect((await members('addGroupMembers', 4, [1, 2])).datas).toBe(0);
    await members('removeGroupMembers', 4, [1]);
    expect((await members('addGroupMembers', 4, [9])).datas).toBe(1);
  });

  it('is never overfull, however many join at once', async () => {
    await chat.client.saveGroup(2, 5);
    const answers = await Promise.all(ids(1, 10).map((uid) => members('addGroupMembers', 5, uid)));
    expect(answers.filter(({ datas }) => datas === 1)).toHaveLength(MAX_MEMBERS);
    expect(answers.filter(({ error_code }) => error_code === 20011)).toHaveLength(10 - MAX_MEMBERS);
    const joined = ids(1, 10).filter((_, index) => answers[index]?.datas === 1);
    expect((await members('removeGroupMembers', 5, ids(1, 10))).datas).toBe(MAX_MEMBERS);
    expect(joined).toHaveLength(MAX_MEMBERS);
  });
});

describe('Ten thousand members', () => {
  let chat: ChatApp;
  const all = ids(1, 10_000);

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...all);
    await chat.client.saveGroup(3, 1);
  });
  afterAll(() => chat.close());

  it('join and leave in one call each, in every encoding; one more is a bad list', async () => {
    const parameters = { group_type: 3, group_id: 1, user_id: all };
    for (const encoding of ['json', 'form', 'multipart'] as const) {
      expect((await chat.client.cms('addGroupMembers', parameters, encoding)).datas).toBe(10_000);
      expect(await chat.client.as(10_000).sendToGroup(3, 1, encoding)).toHaveProperty('datas');
      expect((await chat.client.cms('removeGroupMembers', parameters, encoding)).datas).toBe(10_000);
    }
    const tooMany = { ...parameters, user_id: [...all, 10_001] };
    expect(await chat.client.cms('addGroupMembers', tooMany)).toMatchObject({ error_code: 10000 });
    const text = datasOf(
      await chat.client.as(7).get<{ messages: unknown[] }>('message/getHistory', { conversation_id: 'g:3:1' }),
    );
    expect(text.messages).toHaveLength(3);
  });
});
