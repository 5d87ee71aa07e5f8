import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';

const PHOTO = 'http://pic1.ajkimg.com/m/a/540x270.jpg';

describe('The host app', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
  });
  afterAll(() => chat.close());

  const importUsers = (...users: [user_id: number, nickname: string, photo?: string][]) =>
    chat.client.cms<number>('importUsers', {
      users: users.map(([user_id, nickname, photo = '']) => ({ user_id, nickname, photo })),
    });
  const info = async (...ids: number[]): Promise<unknown> => {
    const { users } = datasOf(await chat.client.as(1).get<{ users: unknown }>('user/getUserInfo', { user_id: ids }));
    return users;
  };

  describe('importUsers', () => {
    it('counts who was created or changed, and nobody for a repeat', async () => {
      expect((await importUsers([11, 'a'], [12, 'b', PHOTO])).datas).toBe(2);
      expect((await importUsers([11, 'a'], [12, 'b', PHOTO])).datas).toBe(0);
      expect((await importUsers([11, 'a'], [12, 'B', PHOTO], [13, 'c'])).datas).toBe(2);
      expect((await importUsers([12, 'B', ''])).datas).toBe(1);
      expect(await info(11, 12, 13)).toEqual([
        { user_id: 11, nickname: 'a', photo: '' },
        { user_id: 12, nickname: 'B', photo: '' },
        { user_id: 13, nickname: 'c', photo: '' },
      ]);
    });

    it('takes the last one where an id repeats', async () => {
      expect((await importUsers([21, 'first'], [22, 'x'], [21, 'last'])).datas).toBe(2);
      expect(await info(21)).toEqual([{ user_id: 21, nickname: 'last', photo: '' }]);
    });

    it('keeps any nickname of 1 … 64 characters, and tells changes of case apart', async () => {
      const names = ['😀'.repeat(64), '仓井', ' x ', "O'Hara", '<b>', 'x'];
      for (const [index, name] of names.entries()) {
        expect((await importUsers([30 + index, name])).datas).toBe(1);
        expect(await info(30 + index)).toMatchObject([{ nickname: name }]);
      }
      expect((await importUsers([35, 'X'])).datas).toBe(1);
      expect((await importUsers([35, 'X '])).datas).toBe(1);
    });

    it('takes a thousand at once, and refuses one bad one with all', async () => {
      const many = Array.from({ length: 1000 }, (_, index): [number, string] => [10_000 + index, `user ${index}`]);
      expect((await importUsers(...many)).datas).toBe(1000);
      expect(await importUsers(...many, [99_999, 'one too many'])).toMatchObject({ error_code: 10000 });
      const bad = await importUsers([98, 'good'], [99, '']);
      expect(bad).toMatchObject({ error_code: 10000, error_msg: expect.stringContaining('users[1].nickname') });
      expect(await info(98, 99)).toEqual([]);
    });

    it('keeps its head where many import the same users at once', async () => {
      const users = Array.from({ length: 50 }, (_, index): [number, string] => [40_000 + index, `racer ${index}`]);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => importUsers(...(index % 2 ? users : [...users].reverse()))),
      );
      for (const answer of answers) expect(answer).toHaveProperty('datas');
      expect(await info(...users.map(([id]) => id))).toHaveLength(50);
    });
  });

  describe('issueUserToken', () => {
    it.each([
      [undefined, 86_400],
      [1, 1],
      [2_592_000, 2_592_000],
    ])('for %s seconds', async (expires_in, expected) => {
      const before = Math.floor(Date.now() / 1000);
      const answer = await chat.client.cms<{ token: string }>('issueUserToken', { user_id: 1, expires_in });
      expect(answer).toMatchObject({ status: 200, datas: { token: expect.any(String), expires_in: expected } });
      const claims = JSON.parse(Buffer.from(datasOf(answer).token.split('.')[1] ?? '', 'base64url').toString()) as {
        exp: number;
      };
      expect(claims).toMatchObject({ sub: '1', aud: 'chat' });
      expect(claims.exp - before).toBeGreaterThanOrEqual(expected);
      expect(claims.exp - before).toBeLessThanOrEqual(expected + 2);
    });

    it.each([0, 2_592_001, -1, '1e3', 1.5])('not for %s seconds', async (expires_in) => {
      const answer = await chat.client.cms('issueUserToken', { user_id: 1, expires_in });
      expect(answer).toMatchObject({
        status: 400,
        error_code: 10000,
        error_msg: expect.stringContaining('expires_in'),
      });
    });

    it('not for a user who was never imported', async () => {
      expect(await chat.client.cms('issueUserToken', { user_id: 404 })).toMatchObject({ error_code: 20001 });
    });
  });

  it('bans and unbans, any number of times', async () => {
    for (const call of ['banUser', 'banUser', 'unbanUser', 'unbanUser', 'banUser', 'unbanUser']) {
      expect(await chat.client.cms(call, { user_id: 2 })).toEqual({ status: 200, datas: 1 });
    }
    for (const call of ['banUser', 'unbanUser']) {
      expect(await chat.client.cms(call, { user_id: 404 })).toMatchObject({ status: 404, error_code: 20001 });
    }
    expect(await chat.client.as(2).get('user/getUserInfo', { user_id: 2 })).toHaveProperty('datas');
  });

  it('a ban survives an import, which does not know of it', async () => {
    await chat.client.token(2);
    await chat.client.cms('banUser', { user_id: 2 });
    await importUsers([2, 'renamed']);
    expect(await chat.client.as(2).get('user/getUserInfo', { user_id: 2 })).toMatchObject({ error_code: 10001 });
    await chat.client.cms('unbanUser', { user_id: 2 });
  });
});
