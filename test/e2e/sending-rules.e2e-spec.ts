import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { BASE_PATH, textMessage } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import type { Push } from '../support/chat/user-socket.js';
import { sign } from './support/tokens.js';

const ARTICLE = {
  msg_type: '3',
  body: { title: 't', date: '1', img: 'http://a.example/i', desc: 'd', url: 'http://a.example/' },
};

describe('Who may send what to whom', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3, 4);
    await chat.client.saveGroup(1, 5, [1, 2, 4]);
    await chat.client.saveGroup(2, 6, [2]);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: 9, nickname: '公众号', photo: '' }));
  });
  afterAll(() => chat.close());

  const history = async (uid: number, conversation_id: string): Promise<Push[]> =>
    datasOf(await chat.client.as(uid).get<{ messages: Push[] }>('message/getHistory', { conversation_id })).messages;

  it('an unknown user is a 20001', async () => {
    expect(await chat.client.as(1).send(404, 'x')).toMatchObject({ status: 404, error_code: 20001 });
  });

  it('an unknown official account is a 20006, by interface 2 and by 3; a user id is none', async () => {
    const to = { to_uid: 404, message: textMessage('x') };
    const user = chat.client.as(1);
    expect(await user.post('message/sendMessage', { ...to, send_type: 2 })).toMatchObject({ error_code: 20006 });
    expect(await user.post('message/sendGroupMessage', { ...to, group_type: 4 })).toMatchObject({ error_code: 20006 });
    const person = { to_uid: 2, send_type: 2, message: textMessage('x') };
    expect(await user.post('message/sendMessage', person)).toMatchObject({ status: 404, error_code: 20006 });
  });

  it.each([
    [1, 404],
    [2, 5],
    [1, 6],
    [3, 5],
  ])('an unknown group (%i, %i) is a 20005, also where the id exists under another type', async (type, id) => {
    expect(await chat.client.as(2).sendToGroup(type, id, 'x')).toMatchObject({ status: 404, error_code: 20005 });
  });

  it('who is not a member is told 20004, and who left is not a member', async () => {
    expect(await chat.client.as(3).sendToGroup(1, 5, 'x')).toMatchObject({ status: 403, error_code: 20004 });
    await chat.client.addMembers(1, 5, [3]);
    expect(await chat.client.as(3).sendToGroup(1, 5, 'in')).toHaveProperty('datas');
    await chat.client.removeMembers(1, 5, [3]);
    expect(await chat.client.as(3).sendToGroup(1, 5, 'out')).toMatchObject({ error_code: 20004 });
  });

  it('who is muted is told 20008 until the mute ends, in that group only', async () => {
    const mute = (until: number): Promise<unknown> =>
      chat.app.get(UnitOfWork).run(async (tx) => {
        const sql = "SELECT id FROM conversations WHERE conversation_key = 'g:1:5'";
        const [group] = await tx.query<{ id: number }>(sql);
        await tx.execute('DELETE FROM group_mutes');
        await tx.execute('INSERT INTO group_mutes (conversation_id, user_id, muted_until) VALUES (?, 4, ?)', [
          group?.id,
          until,
        ]);
      });
    await mute(Date.now() + 60_000);
    expect(await chat.client.as(4).sendToGroup(1, 5, 'muted')).toMatchObject({ status: 403, error_code: 20008 });
    expect(await chat.client.as(4).send(1, 'not muted here')).toHaveProperty('datas');
    expect(await chat.client.as(1).sendToGroup(1, 5, 'others are not')).toHaveProperty('datas');
    // Leaving and joining again does not end it.
    await chat.client.removeMembers(1, 5, [4]);
    await chat.client.addMembers(1, 5, [4]);
    expect(await chat.client.as(4).sendToGroup(1, 5, 'muted')).toMatchObject({ error_code: 20008 });
    await mute(Date.now() - 1);
    expect(await chat.client.as(4).sendToGroup(1, 5, 'free again')).toHaveProperty('datas');
  });

  it('who was banned and has not been cut off yet is told so by each event, whatever else is wrong with it', async () => {
    await chat.client.importUsers(7);
    const device = await chat.client.connect(7);
    const sent = { to_uid: 2, message: textMessage('x'), client_msg_id: 'of 7' };
    datasOf(await device.emit('message:send', sent));
    // Behind the server's back: nobody ends the connection.
    const setBanned = (at: number | null): Promise<unknown> =>
      chat.app.get(UnitOfWork).run((tx) => tx.execute('UPDATE users SET banned_at = ? WHERE id = 7', [at]));
    await setBanned(Date.now());
    const events: readonly [string, object][] = [
      ['message:send', sent],
      ['message:send', { ...sent, client_msg_id: 'another' }],
      ['message:send', { ...sent, to_uid: 'none' }],
      ['message:send', { ...sent, to_uid: 404 }],
      ['message:sendGroup', { ...sent, to_uid: 404, client_msg_id: undefined }],
      ['message:read', { msg_id: 1 }],
    ];
    const answers = await Promise.all(events.map(([event, parameters]) => device.emit(event, parameters)));
    for (const answer of answers) expect(answer).toMatchObject({ error_code: 10001 });
    await setBanned(null);
    expect(await device.emit('message:send', { ...sent, to_uid: 'none' })).toMatchObject({ error_code: 10000 });
    device.close();
  });

  it('who may not call leaves no row behind: not where they never wrote before, and not to an official account', async () => {
    await chat.client.importUsers(10, 11);
    // Before they are nobody.
    const tokens = await Promise.all([10, 11].map((uid) => chat.client.token(uid)));
    datasOf(await chat.client.cms('banUser', { user_id: 10 }));
    datasOf(await chat.client.cms('deleteUser', { user_id: 11 }));
    tokens.push(await sign({ sub: '12' }));
    const rows = async (): Promise<unknown> =>
      Promise.all(
        ['conversations', 'participants', 'messages'].map((table) =>
          chat.app.get(ReadStore).query(`SELECT COUNT(*) AS n FROM ${table}`),
        ),
      );
    const before = await rows();
    for (const token of tokens) {
      for (const to of [{ to_uid: 3 }, { to_uid: 9, send_type: 2 }]) {
        const response = await fetch(`${chat.client.url}${BASE_PATH}/message/sendMessage`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify({ ...to, message: textMessage('nobody') }),
        });
        expect(await response.json()).toMatchObject({ error_code: 10001 });
      }
    }
    expect(await rows()).toEqual(before);
  });

  it('an article is a 20007 everywhere, whatever its body', async () => {
    const user = chat.client.as(1);
    for (const message of [ARTICLE, { msg_type: 3, body: {} }, { msg_type: '3' }]) {
      const calls = [
        user.post('message/sendMessage', { to_uid: 2, message }),
        user.post('message/sendMessage', { to_uid: 9, send_type: 2, message }),
        user.post('message/sendGroupMessage', { to_uid: 5, message }),
      ];
      for (const answer of await Promise.all(calls)) expect(answer).toMatchObject({ status: 400, error_code: 20007 });
    }
  });

  it('notes to oneself are kept under one’s own id', async () => {
    const msgId = datasOf(await chat.client.as(3).send(3, 'note to self'));
    expect(await history(3, 'u:3')).toMatchObject([
      { msg_id: msgId, seq: 1, conversation_id: 'u:3', from: { uid: '3' }, body: { text: 'note to self' } },
    ]);
    expect(await chat.client.as(2).get('message/getHistory', { conversation_id: 'u:3' })).toMatchObject({
      datas: { messages: [] },
    });
  });

  it('interface 2 with send_type=2 and interface 3 with group_type=4 are one thing', async () => {
    const to = { to_uid: 9, message: textMessage('to the account'), client_msg_id: 'same' };
    const first = datasOf(await chat.client.as(1).post<number>('message/sendMessage', { ...to, send_type: 2 }));
    const second = await chat.client.as(1).post<number>('message/sendGroupMessage', { ...to, group_type: 4 });
    expect(second.datas).toBe(first);
    const [message, ...rest] = await history(1, 's:9');
    expect(rest).toEqual([]);
    expect(message).toMatchObject({ msg_id: first, conversation_id: 's:9', seq: 1, client_msg_id: 'same' });
    // The user's own message to the account carries no group, and other users see nothing of it.
    expect(message).not.toHaveProperty('group');
    expect(await history(2, 's:9')).toEqual([]);
    // It is not in the broadcasts either, of which this user, no follower, may see nothing.
    expect(await chat.client.as(1).get('message/getHistory', { conversation_id: 'g:4:9' })).toMatchObject({
      error_code: 20004,
    });
  });

  it('nobody can send in another one’s name', async () => {
    const spoofed = {
      uid: 2,
      user_id: 2,
      from: { uid: '2' },
      from_uid: 2,
      msg_id: 1,
      send_time: '2000-01-01 00:00:00',
    };
    const parameters = { to_uid: 4, message: { ...textMessage('from me'), ...spoofed }, ...spoofed };
    const msgId = datasOf(await chat.client.as(1).post<number>('message/sendMessage', parameters));
    const message = (await history(4, 'u:1')).find(({ msg_id }) => msg_id === msgId);
    expect(message?.from.uid).toBe('1');
    expect(message?.send_time).not.toMatch(/^2000/);
  });
});
