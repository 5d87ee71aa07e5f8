import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { textMessage } from '../support/chat/chat-client.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import { Recorder } from './support/recorder.js';

describe('Events of a socket', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3, 4);
  });
  afterEach(() => chat.client.close());
  afterAll(() => chat.close());

  it('are handled in their order: 200 pipelined sends, to a user and a group in turn', async () => {
    const log = new Recorder(chat.client);
    await log.group(1, 5, [1, 2]);
    const [sender, receiver] = await Promise.all([log.connect(1), log.connect(2)]);
    const order: number[] = [];
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const text = `pipelined ${index}`;
        const [event, to_uid, conv] = index % 2 ? ['message:sendGroup', 5, 'g:1:5'] : ['message:send', 2, 'u:1:2'];
        // Without the five seconds of `emit`: the last of them waits for all the others.
        const answer = await log.logged<Answer<number>>({ uid: 1, conv, text }, () =>
          sender.socket.emitWithAck(event, { to_uid, message: textMessage(text) }),
        );
        order.push(index);
        return datasOf(answer);
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
      const messages = await log.drain(2, id);
      expect(messages.map(({ msg_id }) => msg_id)).toEqual(expected);
      expect(messages.map(({ seq }) => seq)).toEqual(expected.map((_, index) => index + 1));
      const pushed = receiver.messages.filter(({ conversation_id }) => conversation_id === id);
      expect(pushed.map(({ msg_id }) => msg_id)).toEqual(expected);
    }
    log.passes({ minAcked: 200, minReads: 2 });
  });

  it('a refused one does not hold up or reorder the others', async () => {
    const log = new Recorder(chat.client);
    const socket = await log.connect(1);
    const answers = await Promise.all([
      log.send(1, 3, 'first', { socket }),
      log.send(1, 404, 'nobody', { socket }),
      socket.emit('message:send', { to_uid: 3 }),
      log.sendToGroup(1, 2, 5, 'no group', { socket }),
      log.send(1, 3, 'last', { socket }),
    ]);
    expect(answers.map(({ error_code }) => error_code)).toEqual([undefined, 20001, 10000, 20005, undefined]);
    const messages = await log.drain(3, 'u:1');
    expect(messages.map(({ body }) => body['text'])).toEqual(['first', 'last']);
    log.passes({ minAcked: 2 });
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
    const log = new Recorder(chat.client);
    const devices = await Promise.all(Array.from({ length: 20 }, () => log.connect(1)));
    const answers = await Promise.all(
      devices.flatMap((socket, index) =>
        Array.from({ length: 10 }, (_, number) => log.send(1, 4, `${index}:${number}`, { socket })),
      ),
    );
    expect(new Set(answers.map(datasOf)).size).toBe(200);
    await log.drain(4, 'u:1');
    log.passes({ minAcked: 200 });
  });
});
