import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import type { Encoding } from '../support/chat/chat-client.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import type { Push, UserSocket } from '../support/chat/user-socket.js';

// The document's own text, as it prints it.
const TEXT = '{"msg_type":"1" , "body":{"text":"hello world！"}}';
const IMAGE =
  '{"msg_type":"2" ,"body":{"height":125,"hash":"6cfb60420d44feb9300a2dd4ab2a4d6f","format":"JPEG",' +
  '"id":"6cfb60420d44feb9300a2dd4ab2a4d6f","exists":1,"width":495,"size":53834,"host":1}}';
const SENDER = {
  uid: '111222',
  nickname: '仓井',
  photo: 'http://pic1.ajkimg.com/m/a48d374ef644881553e4dbc972295aa3/540x270.jpg',
};
const GROUP = { group_id: '111222', group_type: '1' };
const ALBUM = 'http://pic1.ajkimg.com/display/6cfb60420d44feb9300a2dd4ab2a4d6f';

const FORMS: { name: string; encoding: Encoding; message: (text: string) => unknown }[] = [
  { name: 'a JSON object', encoding: 'json', message: (text) => JSON.parse(text) as unknown },
  { name: 'JSON text in JSON', encoding: 'json', message: (text) => text },
  { name: 'JSON text in a urlencoded form', encoding: 'form', message: (text) => text },
  { name: 'JSON text in a multipart form', encoding: 'multipart', message: (text) => text },
];

describe("The document's examples of interfaces 2 and 3", () => {
  let chat: ChatApp;
  let receiver: UserSocket;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers({ user_id: 111222, nickname: SENDER.nickname, photo: SENDER.photo }, 41);
    await chat.client.saveGroup(1, 111222, [111222, 41]);
    receiver = await chat.client.connect(41);
  });
  afterAll(() => chat.close());

  const call = (name: string, parameters: object, encoding: Encoding = 'json'): Promise<Answer<number>> =>
    chat.client.as(111222).post<number>(`message/${name}`, { ...parameters }, encoding);

  /** Sends, and checks what is pushed against the document's push, field by field and type by type. */
  async function expectPush(sending: Promise<Answer<number>>, documented: object): Promise<Push> {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const answer = await sending;
    const after = Date.now();
    expect(answer).toEqual({ status: 200, datas: expect.any(Number) });
    const msgId = datasOf(answer);
    expect(Number.isSafeInteger(msgId)).toBe(true);
    const push = await receiver.message(msgId);
    const { conversation_id, seq, send_time, ...rest } = push;
    expect(rest).toEqual({ msg_id: msgId, from: SENDER, ...documented });
    expect(send_time).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    // The moment of sending, on the clocks of Shanghai.
    const sentAt = Date.parse(`${send_time.replace(' ', 'T')}+08:00`);
    expect(sentAt).toBeGreaterThanOrEqual(before);
    expect(sentAt).toBeLessThanOrEqual(after);
    // The two additions that every push carries.
    expect(conversation_id).toMatch(/^(u:111222|g:1:111222)$/);
    expect(Number.isSafeInteger(seq)).toBe(true);
    return push;
  }

  describe.each(FORMS)('with `message` as $name', ({ encoding, message }) => {
    it('interface 2: 纯文本', async () => {
      const parameters = { to_uid: 41, send_type: 0, message: message(TEXT) };
      await expectPush(call('sendMessage', parameters, encoding), { msg_type: '1', body: { text: 'hello world！' } });
    });

    it('interface 2: 图片', async () => {
      const parameters = { to_uid: 41, message: message(IMAGE) };
      await expectPush(call('sendMessage', parameters, encoding), {
        msg_type: '2',
        body: { pic_small: `${ALBUM}/100x450c.jpg`, pic_big: `${ALBUM}/600x450c.jpg` },
      });
    });

    it('interface 3: 群聊', async () => {
      const parameters = { group_type: 1, to_uid: 111222, message: message(TEXT) };
      await expectPush(call('sendGroupMessage', parameters, encoding), {
        msg_type: '1',
        group: GROUP,
        body: { text: 'hello world！' },
      });
    });

    it('interface 3: 群聊, 图片, group_type 默认 1', async () => {
      const parameters = { to_uid: 111222, message: message(IMAGE) };
      await expectPush(call('sendGroupMessage', parameters, encoding), {
        msg_type: '2',
        group: GROUP,
        body: { pic_small: `${ALBUM}/100x450c.jpg`, pic_big: `${ALBUM}/600x450c.jpg` },
      });
    });
  });

  it("the document's image push, letter by letter", async () => {
    const image = { ...(JSON.parse(IMAGE) as { body: object }).body, host: 4, hash: '3' };
    await expectPush(call('sendMessage', { to_uid: '41', message: { msg_type: '2', body: image } }), {
      msg_type: '2',
      body: {
        pic_small: 'http://pic4.ajkimg.com/display/3/100x450c.jpg',
        pic_big: 'http://pic4.ajkimg.com/display/3/600x450c.jpg',
      },
    });
  });

  it.each([
    ['JPEG', 'jpg'],
    ['PNG', 'png'],
    ['GIF', 'gif'],
    ['WEBP', 'webp'],
    ['BMP', 'bmp'],
  ])('an image of format %s has the extension %s', async (format, ext) => {
    const { body } = JSON.parse(IMAGE) as { body: object };
    await expectPush(call('sendMessage', { to_uid: 41, message: { msg_type: 2, body: { ...body, format } } }), {
      msg_type: '2',
      body: { pic_small: `${ALBUM}/100x450c.${ext}`, pic_big: `${ALBUM}/600x450c.${ext}` },
    });
  });

  it('numbers may be digits or numbers, and base parameters (基本参数) do not matter', async () => {
    const app = { app: 'a-ajk', api_key: 'x', version: '1.1', device_id: '', from: 'x', uid: 999, user_id: [1] };
    const parameters = { ...app, to_uid: '41', send_type: '0', message: TEXT };
    const push = await expectPush(call('sendMessage', parameters), { msg_type: '1', body: { text: 'hello world！' } });
    expect(push.from.uid).toBe('111222');
  });

  it('over a socket, with the answer of the REST call', async () => {
    const socket = await chat.client.connect(111222);
    const parameters = { to_uid: 41, message: JSON.parse(TEXT) as object };
    const sending = socket
      .emit<number>('message:send', parameters)
      .then((answer) => ({ ...answer, status: 200 }) satisfies Answer<number>);
    await expectPush(sending, { msg_type: '1', body: { text: 'hello world！' } });
  });
});
