import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import type { Encoding } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';

// The document's own bodies, as it prints them.
const TEXT = '{"text":"hello world！"}';
const IMAGE =
  '{"height":125,"hash":"6cfb60420d44feb9300a2dd4ab2a4d6f","format":"JPEG","id":"6cfb60420d44feb9300a2dd4ab2a4d6f",' +
  '"exists":1,"width":495,"size":53834,"host":1}';
const ARTICLE = `{
                 "title":"玩安居客APP刮刮乐，50万奖品等你来领",
                 "date":"11225544888",
                 "img":"http://pic1.ajkimg.com/m/a48d374ef644881553e4dbc972295aa3/540x270.jpg",
                 "desc":"刮奖、邀好友赢金币。",
                 "url":"http://api.anjuke.com/web/chat/content?id=39"
             }`;
const ALBUM = 'http://pic1.ajkimg.com/display/6cfb60420d44feb9300a2dd4ab2a4d6f';
const PICS = { pic_small: `${ALBUM}/100x450c.jpg`, pic_big: `${ALBUM}/600x450c.jpg` };
const ACCOUNT = {
  uid: '111222',
  nickname: '仓井',
  photo: 'http://pic1.ajkimg.com/m/a48d374ef644881553e4dbc972295aa3/540x270.jpg',
};
const SERVICE = Number(ACCOUNT.uid);
const GROUP = { group_id: ACCOUNT.uid, group_type: '4' };

describe("The document's examples of interfaces 14 and 15", () => {
  let chat: ChatApp;
  let devices: UserSocket[];

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3, 4);
    const { nickname, photo } = ACCOUNT;
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname, photo }));
    devices = await Promise.all([1, 2, 3, 4].map((uid) => chat.client.connect(uid)));
  });
  afterAll(() => chat.close());

  const list = (query: object) =>
    chat.client.get('cms/getServiceMsg', { service_id: SERVICE, ...query }, { 'x-api-key': TEST_API_KEY });

  describe.each<Encoding>(['json', 'form', 'multipart'])('over %s', (encoding) => {
    it.each([
      [1, TEXT, JSON.parse(TEXT) as object],
      [2, IMAGE, PICS],
      [3, ARTICLE, JSON.parse(ARTICLE) as object],
    ])('msg_type %i goes to 1,2,3,4 under one id, as the document shows it', async (msg_type, message, body) => {
      const parameters = { service_id: SERVICE, user_id: '1,2,3,4', msg_type, message };
      const answer = await chat.client.cms<number>('sendMessage', parameters, encoding);
      expect(answer).toEqual({ status: 200, datas: expect.any(Number) });
      for (const device of devices) {
        const { send_time, seq, ...push } = await device.message(datasOf(answer));
        expect(push).toEqual({
          msg_type: String(msg_type),
          msg_id: answer.datas,
          group: GROUP,
          from: ACCOUNT,
          body,
          conversation_id: `s:${SERVICE}`,
        });
        expect(send_time).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
        expect(seq).toBeGreaterThan(0);
      }
    });
  });

  it('interface 15, search_type 2: what was sent, every documented field by value and type', async () => {
    const answer = await list({ search_type: 2 });
    const { total, msgs, ...rest } = answer.datas as { total: number; msgs: Record<string, unknown>[] };
    expect(rest).toEqual({ service_id: SERVICE, search_type: 2, user_id: null });
    expect(total).toBe(9);
    expect(msgs).toHaveLength(9);
    const [article, image, text] = msgs;
    for (const [item, msg_type] of [
      [article, 3],
      [image, 2],
      [text, 1],
    ] as const) {
      expect(item).toEqual({
        msg_id: expect.any(Number) as number,
        msg_type,
        body: expect.any(String) as string,
        created: expect.stringMatching(/^\d{10}$/) as string,
        receivers: 4,
        received: 0,
        read: 0,
        state: 'sent',
      });
    }
    expect(JSON.parse(article?.body as string)).toEqual(JSON.parse(ARTICLE));
    expect(JSON.parse(image?.body as string)).toEqual({ ...(JSON.parse(IMAGE) as object), ...PICS });
    expect(JSON.parse(text?.body as string)).toEqual(JSON.parse(TEXT));
  });

  it('interface 15, search_type 1: what users sent', async () => {
    const message = { msg_type: '1', body: { text: 'sss' } };
    const sent = datasOf(
      await chat.client.as(1).post<number>('message/sendMessage', { to_uid: SERVICE, send_type: 2, message }),
    );
    const answer = await list({ search_type: 1, user_id: 1 });
    expect(answer).toEqual({
      status: 200,
      datas: {
        service_id: SERVICE,
        search_type: 1,
        user_id: 1,
        total: 1,
        msgs: [
          {
            msg_id: sent,
            msg_type: 1,
            body: '{"text":"sss"}',
            created: expect.stringMatching(/^\d{10}$/) as string,
            from_uid: 1,
          },
        ],
      },
    });
  });
});
