import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { BASE_PATH, textMessage } from '../support/chat/chat-client.js';
import { type RawAnswer, sendRaw } from './bad-values/raw-http.js';

const SEND = `${BASE_PATH}/message/sendMessage`;
const FORM = 'application/x-www-form-urlencoded';
/** A lone surrogate as CESU-8 writes it, a byte that UTF-8 has not, a character cut off, one written too long. */
const NO_UTF8 = ['%ED%A0%80', '%FF', '%E6%97', '%C0%AF'];

/** Section 2: a string is text, and survives byte for byte or is refused; never changed on its way. */
describe('Text that is none', () => {
  let chat: ChatApp;
  let token: string;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
    token = await chat.client.token(1);
  });
  afterAll(() => chat.close());

  const post = (type: string, body: string | Buffer): Promise<RawAnswer> =>
    sendRaw(chat.client.url, {
      method: 'POST',
      path: SEND,
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body,
    });
  const multipart = (part: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from('--x\r\nContent-Disposition: form-data; name="to_uid"\r\n\r\n2\r\n'),
      Buffer.from('--x\r\nContent-Disposition: form-data; name="message"\r\n\r\n'),
      part,
      Buffer.from('\r\n--x--\r\n'),
    ]);
  const bytesOf = (escapes: string): Buffer => Buffer.from(escapes.replaceAll('%', ''), 'hex');
  const around = (bytes: Buffer): Buffer =>
    Buffer.concat([Buffer.from('{"msg_type":"1","body":{"text":"a'), bytes, Buffer.from('"}}')]);

  it.each(NO_UTF8)('%s is refused in a form, escaped or not, naming the parameter', async (escapes) => {
    const message = encodeURIComponent(JSON.stringify(textMessage('a@'))).replace('%40', escapes);
    const escaped = await post(FORM, `to_uid=2&message=${message}`);
    expect(escaped.body).toMatchObject({ error_code: 10000, error_msg: expect.stringContaining('text') });
    const raw = await post(FORM, Buffer.concat([Buffer.from('to_uid=2&message='), around(bytesOf(escapes))]));
    expect(raw.body).toMatchObject({ error_code: 10000, error_msg: expect.stringContaining('text') });
  });

  it.each(NO_UTF8)('%s is refused in a multipart form', async (escapes) => {
    const { body } = await post('multipart/form-data; boundary=x', multipart(around(bytesOf(escapes))));
    expect(body).toMatchObject({ error_code: 10000, error_msg: expect.stringContaining('text') });
  });

  it('is ignored in a parameter that the interface does not define', async () => {
    const message = encodeURIComponent(JSON.stringify(textMessage('fine')));
    expect((await post(FORM, `device=%FF&to_uid=2&message=${message}`)).body.datas).toBeGreaterThan(0);
  });

  it.each(['早安 👋 \ufffd', 'a+b %41 100%'])('is not what %j is: it arrives as sent', async (text) => {
    const message = JSON.stringify(textMessage(text));
    const sent = await post(FORM, new URLSearchParams({ to_uid: '2', message }).toString());
    const parts = await post('multipart/form-data; boundary=x', multipart(Buffer.from(message)));
    const history = await chat.client
      .as(2)
      .get<{ messages: object[] }>('message/getHistory', { conversation_id: 'u:1', limit: 2 });
    expect(history.datas?.messages).toMatchObject([
      { msg_id: sent.body.datas, body: { text } },
      { msg_id: parts.body.datas, body: { text } },
    ]);
  });

  it('only `message` may be JSON text: its body is an object', async () => {
    const message = { msg_type: '1', body: JSON.stringify({ text: 'x' }) };
    const refusal = { error_code: 10000, error_msg: expect.stringContaining('message.body') };
    for (const encoding of ['json', 'form', 'multipart'] as const)
      expect(await chat.client.as(1).post('message/sendMessage', { to_uid: 2, message }, encoding)).toMatchObject(
        refusal,
      );
    const socket = await chat.client.connect(1);
    expect(await socket.emit('message:send', { to_uid: 2, message })).toMatchObject(refusal);
  });
});
