import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { textMessage } from '../support/chat/chat-client.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import type { Push } from '../support/chat/user-socket.js';

describe('Events of a socket', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3);
    await chat.client.saveGroup(1, 5, [1, 2]);
  });
  afterEach(() => chat.client.close());
  afterAll(() => chat.close());

  it('are handled in their order: 200 pipelined sends, to a user and a group in turn', async () => {
    const [sender, receiver] = await Promise.all([chat.client.connect(1), chat.client.connect(2)]);
    const order: number[] = [];
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const message = textMessage(`pipelined ${index}`);
        const [event, to_uid] = index % 2 ? ['message:sendGroup', 5] : ['message:send', 2];
        // Without the five seconds of `emit`: the last of them waits for all the others.
        const answer: unknown = await sender.socket.emitWithAck(String(event), { to_uid, message });
        order.push(index);
        return datasOf(answer as Answer<number>);
      }),
    );
    // Answered in order, stored in order, pushed in order.
    expect(order).toEqual(answers.map((_, index) => index));
    await receiver.message(answers.at(-1) ?? 0);
    for (const [id, parity] of [
      ['u:1', 0],
      ['g:1:5', 1],
    ] as const) {
      const expected = answers.filter((_, index) => index % 2 === parity);
      const query = { conversation_id: id, limit: 200 };
      const { messages } = datasOf(await chat.client.as(2).get<{ messages: Push[] }>('message/getHistory', query));
      expect(messages.map(({ msg_id }) => msg_id)).toEqual(expected);
      expect(messages.map(({ seq }) => seq)).toEqual(expected.map((_, index) => index + 1));
      const pushed = receiver.messages.filter(({ conversation_id }) => conversation_id === id);
      expect(pushed.map(({ msg_id }) => msg_id)).toEqual(expected);
    }
  });

  it('a refused one does not hold up or reorder the others', async () => {
    const sender = await chat.client.connect(1);
    const answers = await Promise.all([
      sender.emit('message:send', { to_uid: 3, message: textMessage('first') }),
      sender.emit('message:send', { to_uid: 404, message: textMessage('nobody') }),
      sender.emit('message:send', { to_uid: 3 }),
      sender.emit('message:sendGroup', { to_uid: 5, group_type: 2, message: textMessage('no group') }),
      sender.emit('message:send', { to_uid: 3, message: textMessage('last') }),
    ]);
    expect(answers.map(({ error_code }) => error_code)).toEqual([undefined, 20001, 10000, 20005, undefined]);
    const { messages } = datasOf(
      await chat.client.as(3).get<{ messages: Push[] }>('message/getHistory', { conversation_id: 'u:1' }),
    );
    expect(messages.map(({ body }) => body['text'])).toEqual(['first', 'last']);
  });

  it.each([
    ['an unknown event', 'message:forge', [{}], 10004],
    ['one of the server’s own', 'session:ended', [{}], 10004],
    ['a REST name', 'sendMessage', [{ to_uid: 2, message: textMessage('x') }], 10004],
    ['nothing', 'message:send', [], 10000],
    ['null', 'message:send', [null], 10000],
    ['text', 'message:send', ['{"to_uid":2}'], 10000],
    ['a list', 'message:send', [[2]], 10000],
    ['two arguments', 'message:send', [{ to_uid: 2, message: textMessage('x') }, {}], 10000],
    ['bytes', 'message:send', [Buffer.from('x')], 10000],
  ])('%s is answered with an envelope', async (_what, event, args, code) => {
    const sender = await chat.client.connect(1);
    const answer = await sender.emit(event, ...args);
    expect(answer).toEqual({ status: 0, error_code: code, error_msg: expect.any(String) });
    // From another node what the case before sent may come only now.
    expect(sender.received.filter(({ event: name }) => name !== 'message')).toEqual([]);
    expect(await sender.emit('message:send', { to_uid: 2, message: textMessage('still fine') })).toHaveProperty(
      'datas',
    );
  });

  it('without an acknowledgement are carried out all the same', async () => {
    const [sender, receiver] = await Promise.all([chat.client.connect(1), chat.client.connect(2)]);
    sender.socket.emit('message:send', { to_uid: 2, message: textMessage('fire and forget') });
    sender.socket.emit('message:send', { to_uid: 404, message: textMessage('nobody') });
    await receiver.until('the push', ({ messages }) => messages.length === 1);
    expect(receiver.messages[0]).toMatchObject({ body: { text: 'fire and forget' } });
    // No `exception` events, as Nest's own filter would send.
    expect(await sender.emit('message:send', { to_uid: 2, message: textMessage('and asked') })).toHaveProperty('datas');
    expect(sender.received).toEqual([]);
  });

  it('is refused in English where the handshake preferred it, as a REST call would be', async () => {
    const english = await chat.client.connect(1, { extraHeaders: { 'accept-language': 'en' } });
    expect(await english.emit('message:send', { to_uid: 'x' })).toEqual({
      status: 0,
      error_code: 10000,
      error_msg: 'Parameter error: to_uid',
    });
    const chinese = await chat.client.connect(1);
    expect(await chinese.emit('message:send', { to_uid: 'x' })).toMatchObject({ error_msg: '参数错误：to_uid' });
  });

  it('of many sockets do not wait for each other', async () => {
    const devices = await Promise.all(Array.from({ length: 20 }, () => chat.client.connect(1)));
    const answers = await Promise.all(
      devices.flatMap((device, index) =>
        Array.from({ length: 10 }, (_, number) =>
          device.emit<number>('message:send', { to_uid: 3, message: textMessage(`${index}:${number}`) }),
        ),
      ),
    );
    expect(new Set(answers.map(datasOf)).size).toBe(200);
  });
});
