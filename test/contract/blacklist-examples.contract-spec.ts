import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import type { Encoding } from '../support/chat/chat-client.js';
import type { Answer } from '../support/chat/envelope.js';

const ENCODINGS: Encoding[] = ['json', 'form', 'multipart'];
const CALLER = 41;
/** The user of the document's example parameters. */
const EXAMPLE = 1111;
/** The document's list, newest first (contract, section 5), with ids as numbers (erratum 6). */
const LIST = {
  total: '2',
  blacklist: [
    {
      user_id: 2,
      nickname: '\u5174\u8da3\u7ec42',
      photo: 'http://pic4.ajkimg.com/display/3/600x450b.jpg',
      created: '2015-09-11 15:02:04',
    },
    {
      user_id: 1,
      nickname: '\u5174\u8da3\u7ec41',
      photo: 'http://pic4.ajkimg.com/display/3/600x450c.jpg',
      created: '2015-09-11 15:02:03',
    },
  ],
};

describe("The document's examples of interfaces 6 to 9", () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    const listed = LIST.blacklist.map(({ user_id, nickname, photo }) => ({ user_id, nickname, photo }));
    await chat.client.importUsers(CALLER, EXAMPLE, ...listed);
  });
  beforeEach(async () => {
    for (const to_uid of [EXAMPLE, 1, 2]) expect(await call('delUserFromBlacklist', { to_uid })).toEqual(good(1));
  });
  afterAll(() => chat.close());

  const good = (datas: unknown): Answer => ({ status: 200, datas });
  const call = (name: string, parameters: object, encoding: Encoding = 'json'): Promise<Answer> =>
    chat.client.as(CALLER).post(`user/${name}`, { ...parameters }, encoding);
  const isBlocked = (): Promise<Answer> => call('isInBlacklist', { to_uid: EXAMPLE });

  /** The clock of the example: only `created` cannot be had through the doors. */
  const setCreated = (): Promise<void> =>
    chat.app.get(UnitOfWork).run(async (tx) => {
      for (const { user_id, created } of LIST.blacklist) {
        // Its times are those of Shanghai.
        const moment = Date.parse(`${created.replace(' ', 'T')}+08:00`);
        const sql = 'UPDATE blacklist SET created_at = ? WHERE user_id = ? AND blocked_id = ?';
        expect(await tx.execute(sql, [moment, CALLER, user_id])).toBe(1);
      }
    });

  describe.each(ENCODINGS)('as %s', (encoding) => {
    it('interface 6: 加入黑名单', async () => {
      expect(await call('addUserToBlacklist', { to_uid: EXAMPLE }, encoding)).toEqual(good(1));
      expect(await isBlocked()).toEqual(good(1));
    });

    it('interface 7: 移出黑名单', async () => {
      await call('addUserToBlacklist', { to_uid: EXAMPLE });
      expect(await call('delUserFromBlacklist', { to_uid: EXAMPLE }, encoding)).toEqual(good(1));
      expect(await isBlocked()).toEqual(good(0));
    });

    it('interface 8: 获取黑名单列表', async () => {
      for (const to_uid of [1, 2]) await call('addUserToBlacklist', { to_uid });
      await setCreated();
      expect(await call('getUserBlacklist', { page: 1, page_size: 20 }, encoding)).toEqual(good(LIST));
      // page_size: 不传返回全部. The example's page, 1111, is past the end.
      expect(await call('getUserBlacklist', { page: 1 }, encoding)).toEqual(good(LIST));
      expect(await call('getUserBlacklist', { page: 1111 }, encoding)).toEqual(good({ ...LIST, blacklist: [] }));
    });

    it('interface 9: 判断用户是否已经拉黑, 0 否 1 是', async () => {
      expect(await call('isInBlacklist', { to_uid: EXAMPLE }, encoding)).toEqual(good(0));
      await call('addUserToBlacklist', { to_uid: EXAMPLE });
      expect(await call('isInBlacklist', { to_uid: EXAMPLE }, encoding)).toEqual(good(1));
    });

    it.each(['addUserToBlacklist', 'delUserFromBlacklist', 'isInBlacklist'])('%s needs to_uid, an id', async (name) => {
      for (const to_uid of [undefined, 0, -1, '007', '1e3', '', 'x', '1,2']) {
        const answer = await call(name, { to_uid }, encoding);
        expect(answer).toEqual({ status: 400, error_code: 10000, error_msg: '参数错误：to_uid' });
      }
      expect(await isBlocked()).toEqual(good(0));
    });
  });

  it('created is the moment of blocking, on the clocks of Shanghai', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    await call('addUserToBlacklist', { to_uid: '1111' });
    const after = Date.now();
    const { datas } = await call('getUserBlacklist', { page: '1' });
    expect(datas).toEqual({
      total: '1',
      blacklist: [{ user_id: EXAMPLE, nickname: 'user 1111', photo: '', created: expect.any(String) as string }],
    });
    const [{ created } = { created: '' }] = (datas as typeof LIST).blacklist;
    expect(created).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const moment = Date.parse(`${created.replace(' ', 'T')}+08:00`);
    expect(moment).toBeGreaterThanOrEqual(before);
    expect(moment).toBeLessThanOrEqual(after);
  });

  it('base parameters (基本参数) do not matter', async () => {
    const app = { app: 'a-ajk', api_key: 'x', version: '1.1', device_id: '', from: 'x', uid: 2, user_id: [1] };
    expect(await call('addUserToBlacklist', { ...app, to_uid: EXAMPLE })).toEqual(good(1));
    expect(await call('isInBlacklist', { ...app, to_uid: EXAMPLE })).toEqual(good(1));
    expect((await call('getUserBlacklist', { ...app, page: 1 })).datas).toMatchObject({ total: '1' });
  });
});
