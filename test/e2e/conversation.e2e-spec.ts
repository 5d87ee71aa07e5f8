import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';

describe('A conversation of two', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
  });
  afterAll(() => chat.close());

  it('is pushed live and read back', async () => {
    const listener = await chat.client.connect(2);
    const msgId = datasOf(await chat.client.as(1).send(2, '你好'));
    const push = await listener.message(msgId);
    expect(push).toMatchObject({ conversation_id: 'u:1', seq: 1, body: { text: '你好' }, from: { uid: '1' } });
    const history = datasOf(await chat.client.as(2).get('message/getHistory', { conversation_id: 'u:1' }));
    expect(history).toEqual({ conversation_id: 'u:1', last_seq: 1, messages: [push], has_more: false });
  });
});
