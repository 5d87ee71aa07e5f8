import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import type { Push } from '../support/chat/user-socket.js';

const SERVICE = 111;

interface Preview {
  readonly audience: number;
  readonly msg_id: number;
}

describe('A preview of a push', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3, 4, 5);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: '公众号', photo: '' }));
    datasOf(await chat.client.cms('addServiceFollowers', { service_id: SERVICE, user_id: [3, 4, 5] }));
  });
  afterAll(() => chat.close());

  const preview = (text: string, more: object): Promise<Answer<Preview>> =>
    chat.client.cms<Preview>('previewPush', { service_id: SERVICE, msg_type: 1, message: { text }, ...more });
  const synced = async (uid: number): Promise<Push[]> =>
    datasOf(await chat.client.as(uid).post<{ messages: Push[] }>('message/sync', { known: {} })).messages;
  const having = async (text: string): Promise<number[]> => {
    const all = await Promise.all([1, 2, 3, 4, 5].map(async (uid) => [uid, await synced(uid)] as const));
    return all.flatMap(([uid, messages]) => messages.filter(({ body }) => body['text'] === text).map(() => uid));
  };

  it('counts the listed users, and goes to the test users alone', async () => {
    const { audience, msg_id } = datasOf(await preview('draft', { user_id: [1, 2, 3, 4, 4], test_user_id: '2' }));
    expect(audience).toBe(4);
    const [push] = (await synced(2)).filter((message) => message.msg_id === msg_id);
    expect(push).toMatchObject({ conversation_id: `s:${SERVICE}`, body: { text: 'draft' } });
    expect(await having('draft')).toEqual([2]);
  });

  it('counts the followers where none are listed', async () => {
    const { audience } = datasOf(await preview('for followers', { test_user_id: [1, 2] }));
    expect(audience).toBe(3);
    expect(await having('for followers')).toEqual([1, 2]);
  });

  it('repeats by its client_msg_id though a listed user was deleted meanwhile', async () => {
    await chat.client.importUsers(6);
    const more = { user_id: [1, 6], test_user_id: [1], client_msg_id: 'draft 8' };
    const first = datasOf(await preview('once', more));
    datasOf(await chat.client.cms('deleteUser', { user_id: 6 }));
    expect(datasOf(await preview('once', more))).toEqual(first);
    expect(await preview('once more', { ...more, client_msg_id: 'draft 9' })).toMatchObject({ error_code: 20001 });
  });

  it('repeats by its client_msg_id', async () => {
    const more = { test_user_id: [1], client_msg_id: 'draft 7' };
    const first = datasOf(await preview('twice', more));
    expect(datasOf(await preview('twice', more))).toEqual(first);
    expect(await preview('other', more)).toMatchObject({ error_code: 20009 });
    expect(await having('twice')).toEqual([1]);
  });

  it('is another one where its audience is another, and not where the order of it is', async () => {
    const more = { user_id: [1, 2], test_user_id: [1], client_msg_id: 'draft 10' };
    const first = datasOf(await preview('audience', more));
    expect(datasOf(await preview('audience', { ...more, user_id: [2, 1] }))).toEqual(first);
    for (const user_id of [[1, 2, 3], [1, 404], undefined])
      expect(await preview('audience', { ...more, user_id }), String(user_id)).toMatchObject({
        status: 409,
        error_code: 20009,
      });
    const followers = { test_user_id: [1], client_msg_id: 'draft 11' };
    expect(datasOf(await preview('audience', followers)).audience).toBe(3);
    expect(await preview('audience', { ...followers, user_id: [3, 4, 5] })).toMatchObject({ error_code: 20009 });
    const push = { service_id: SERVICE, msg_type: 1, message: { text: 'audience' }, user_id: [1] };
    const asPush = await chat.client.cms('sendMessage', { ...push, client_msg_id: 'draft 10' });
    expect(asPush).toMatchObject({ error_code: 20009 });
    expect((await synced(1)).filter(({ body }) => body['text'] === 'audience')).toHaveLength(2);
  });

  it('refuses what the push would be refused, and sends nothing then', async () => {
    const unknown = await preview('bad', { user_id: [1, 404], test_user_id: [1, 405] });
    expect(unknown).toMatchObject({ status: 404, error_code: 20001 });
    expect(unknown.error_msg).toMatch(/404,405$/);
    expect(await preview('bad', { test_user_id: [405] })).toMatchObject({ error_code: 20001 });
    expect(await preview('bad', { service_id: 404, test_user_id: [1] })).toMatchObject({ error_code: 20006 });
    expect(await preview('bad', { msg_type: 3, test_user_id: [1] })).toMatchObject({ error_code: 10000 });
    for (const test_user_id of [undefined, '', Array.from({ length: 101 }, (_, index) => index + 1)]) {
      const answer = await preview('bad', { test_user_id });
      expect(answer).toMatchObject({ error_code: 10000 });
      expect(answer.error_msg).toContain('test_user_id');
    }
    expect(await having('bad')).toEqual([]);
  });
});
