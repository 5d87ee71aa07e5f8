import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type Encoding, textMessage } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import type { Push, UserSocket } from '../support/chat/user-socket.js';

const SAMPLES = [
  '👨‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈 🇨🇳 ❤️',
  'مرحبا بالعالم \u202eיִדיש\u202c \u200f',
  'line\r\nbreaks\n\rand\ttabs\u2028\u2029',
  `<script>alert("x")</script> & 'quotes' "double" \`back\` \\ / ; -- %s %00 \${x} {{y}}`,
  "Robert'); DROP TABLE messages;--",
  ' leading and trailing  ',
  '\u0001\u0008\u001b[31m\u007f\u0085',
  'e\u0301 é \u1e9b\u0323 ﬁ Å',
  '\ufeffbom \ufffd \uffff \ufdd0',
  '한국어 ไทย हिन्दी ཨོཾ 𓀀 𝔘 \u{1f9ff} \u{e0001} \u{10fffd}',
  '{"json":true}',
  'null',
  '0',
];

describe('Text', () => {
  let chat: ChatApp;
  let receiver: UserSocket;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
    receiver = await chat.client.connect(2);
  });
  afterAll(() => chat.close());

  /** What the receiver is pushed, and what history then holds. */
  async function roundTrip(text: string, encoding: Encoding): Promise<unknown[]> {
    const parameters = { to_uid: 2, message: textMessage(text), client_msg_id: undefined };
    const msgId = datasOf(await chat.client.as(1).post<number>('message/sendMessage', parameters, encoding));
    const push = await receiver.message(msgId);
    const query = { conversation_id: 'u:1', limit: 1 };
    const { messages } = datasOf(await chat.client.as(2).get<{ messages: Push[] }>('message/getHistory', query));
    return [push, ...messages].map((message) => message.body['text']);
  }

  it.each(SAMPLES)('survives byte for byte: %j', async (text) => {
    for (const encoding of ['json', 'form', 'multipart'] as const) {
      expect(await roundTrip(text, encoding)).toEqual([text, text]);
    }
  });

  it('survives byte for byte over a socket', async () => {
    const socket = await chat.client.connect(1);
    for (const text of SAMPLES) {
      const answer = await socket.emit<number>('message:send', { to_uid: 2, message: textMessage(text) });
      expect((await receiver.message(datasOf(answer))).body).toEqual({ text });
    }
  });

  it('survives byte for byte, whatever characters of whatever plane', async () => {
    const planes = fc.integer({ min: 0, max: 0x10 }).chain((plane) =>
      fc
        .integer({ min: plane * 0x10000, max: plane * 0x10000 + 0xffff })
        .filter((point) => point > 0 && (point < 0xd800 || point > 0xdfff))
        .map((point) => String.fromCodePoint(point)),
    );
    const encoding = fc.constantFrom<Encoding>('json', 'form', 'multipart');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: planes, minLength: 1, maxLength: 200 }), encoding, async (text, form) => {
        expect(await roundTrip(text, form)).toEqual([text, text]);
      }),
      { numRuns: 150 },
    );
  });

  it('may be of 5000 code points, however many bytes they take, and of no more', async () => {
    for (const character of ['a', '你', '😀']) {
      const longest = character.repeat(5000);
      expect(await roundTrip(longest, 'json')).toEqual([longest, longest]);
      expect(await chat.client.as(1).send(2, `${longest}a`)).toMatchObject({ status: 400, error_code: 10000 });
    }
  });

  it.each([['\0'], ['a\0b'], ['\ud83d'], ['\ude00\ud83d'], ['']])('%j is refused, not changed', async (text) => {
    const answer = await chat.client.as(1).send(2, text);
    expect(answer).toMatchObject({ error_code: 10000, error_msg: expect.stringContaining('message.body.text') });
  });
});
