import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { textMessage } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { Recorder } from './support/recorder.js';

const IMAGE = { height: 1, hash: 'h', format: 'PNG', id: 'i', exists: 1, width: 1, size: 1, host: 0 };

describe('A send with a client_msg_id', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3);
    await chat.client.saveGroup(1, 5, [1, 2]);
  });
  afterAll(() => chat.close());

  const sent = async (text: string, clientMsgId: string): Promise<number> =>
    datasOf(await chat.client.as(1).send(2, text, clientMsgId));

  it('answers a repeat with the first id, and stores nothing twice', async () => {
    const first = await sent('hello', 'a');
    for (let repeat = 0; repeat < 3; repeat += 1) expect(await sent('hello', 'a')).toBe(first);
    const history = await chat.client.as(2).get('message/getHistory', { conversation_id: 'u:1' });
    expect(history.datas).toMatchObject({ last_seq: 1, messages: [{ msg_id: first }] });
  });

  it('answers a repeat by every door and in every encoding alike', async () => {
    const socket = await chat.client.connect(1);
    const parameters = { to_uid: 2, message: textMessage('any door'), client_msg_id: 'door' };
    const first = datasOf(await socket.emit<number>('message:send', parameters));
    for (const encoding of ['json', 'form', 'multipart'] as const) {
      const { datas } = await chat.client.as(1).post<number>('message/sendMessage', parameters, encoding);
      expect(datas).toBe(first);
    }
  });

  it('knows the same content in another order of its fields', async () => {
    const send = (body: object) =>
      chat.client.as(1).post<number>('message/sendMessage', {
        to_uid: 2,
        message: { msg_type: 2, body },
        client_msg_id: 'image',
      });
    const first = datasOf(await send(IMAGE));
    const reversed = Object.fromEntries(Object.entries(IMAGE).reverse());
    expect((await send({ ...reversed, unknown: 'ignored' })).datas).toBe(first);
    expect(await send({ ...IMAGE, size: 2 })).toMatchObject({ error_code: 20009 });
  });

  it('is a 20009 with another content or target', async () => {
    await sent('hello', 'b');
    const user = chat.client.as(1);
    expect(await user.send(2, 'hello ', 'b')).toMatchObject({ status: 409, error_code: 20009 });
    expect(await user.send(3, 'hello', 'b')).toMatchObject({ error_code: 20009 });
    expect(await user.send(1, 'hello', 'b')).toMatchObject({ error_code: 20009 });
    expect(await user.sendToGroup(1, 5, 'hello', 'b')).toMatchObject({ error_code: 20009 });
    // Also where the other target does not exist.
    expect(await user.send(999, 'hello', 'b')).toMatchObject({ error_code: 20009 });
    expect(await user.sendToGroup(1, 999, 'hello', 'b')).toMatchObject({ error_code: 20009 });
    expect(await user.sendToGroup(4, 999, 'hello', 'b')).toMatchObject({ error_code: 20009 });
    expect(await user.send(999, 'hello', 'unused')).toMatchObject({ error_code: 20001 });
    // Nothing of all this came of it.
    const list = await user.get('message/getConversationList');
    expect(list.datas).toMatchObject({ total: 1 });
  });

  it('answers a repeat after the sender was removed from the group', async () => {
    const first = datasOf(await chat.client.as(2).sendToGroup(1, 5, 'still mine', 'c'));
    await chat.client.removeMembers(1, 5, [2]);
    expect((await chat.client.as(2).sendToGroup(1, 5, 'still mine', 'c')).datas).toBe(first);
    expect(await chat.client.as(2).sendToGroup(1, 5, 'another', 'c')).toMatchObject({ error_code: 20009 });
    expect(await chat.client.as(2).sendToGroup(1, 5, 'new', 'd')).toMatchObject({ error_code: 20004 });
    await chat.client.addMembers(1, 5, [2]);
    // What was refused was not stored: its id is free.
    expect(await chat.client.as(2).sendToGroup(1, 5, 'newer', 'd')).toHaveProperty('datas');
  });

  it('tells ids apart by case, by spaces at the end, and by every character', async () => {
    const ids = ['id', 'ID', 'Id', 'id ', 'id  ', ' id', 'ıd', 'ìd', 'i\u0300d', '\u00ecd\u200b', 'id\n', 'ｉｄ'];
    const emoji = ['😀', '😁', '👩', '👩‍🦰', '👩🏽', '❤', '❤️', '🇩🇪', '🇨🇳', '\u{10ffff}'];
    const stored = new Set<number>();
    const all = [...ids, ...emoji];
    for (const id of all) stored.add(await sent('same text', id));
    expect(stored.size).toBe(all.length);
    for (const id of all) expect(stored).toContain(await sent('same text', id));
  });

  it('takes up to 64 characters, not bytes, and not none', async () => {
    expect(await sent('long', 'x'.repeat(64))).toBe(await sent('long', 'x'.repeat(64)));
    expect(await sent('long', '😀'.repeat(64))).toBe(await sent('long', '😀'.repeat(64)));
    for (const id of ['x'.repeat(65), '😀'.repeat(65), '']) {
      expect(await chat.client.as(1).send(2, 'x', id)).toMatchObject({ status: 400, error_code: 10000 });
    }
    const form = { to_uid: 2, message: textMessage('x'), client_msg_id: '' };
    for (const encoding of ['form', 'multipart'] as const) {
      const answer = await chat.client.as(1).post('message/sendMessage', form, encoding);
      expect(answer).toMatchObject({ error_code: 10000, error_msg: expect.stringContaining('client_msg_id') });
    }
  });

  it('is the sender’s own: another sender may use the same', async () => {
    const mine = await sent('whose', 'shared');
    const theirs = datasOf(await chat.client.as(2).send(1, 'whose', 'shared'));
    expect(theirs).not.toBe(mine);
  });

  it('is not needed: without one each send is a message', async () => {
    const log = new Recorder(chat.client);
    const ids = await Promise.all([1, 2, 3].map(() => log.send(3, 2, 'again')));
    expect(new Set(ids.map(datasOf)).size).toBe(3);
    expect(await log.drain(2, 'u:3')).toHaveLength(3);
    log.passes({ minAcked: 3 });
  });
});
