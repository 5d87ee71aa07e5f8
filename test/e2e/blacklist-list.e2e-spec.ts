import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import type { UserClient } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { block, type Blacklist, blockedBy, EMPTY, list, unblock } from './support/blacklist.js';

const OTHERS = [11, 15, 12, 14, 13];
const NEWEST_FIRST = OTHERS.toReversed();

describe('getUserBlacklist', () => {
  let chat: ChatApp;
  /** Has blocked the others, in that order. */
  let anna: UserClient;
  let fresh = 1000;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, ...OTHERS);
  });
  beforeEach(async () => {
    await chat.client.importUsers((fresh += 1));
    anna = chat.client.as(fresh);
    for (const uid of OTHERS) datasOf(await block(anna, uid));
  });
  afterAll(() => chat.close());

  it('is one’s own, newest first', async () => {
    expect(await blockedBy(anna)).toEqual(NEWEST_FIRST);
    expect((await list(chat.client.as(1))).datas).toEqual(EMPTY);
    // Whom another one blocked is no matter of those who are in that list either.
    expect((await list(chat.client.as(11))).datas).toEqual(EMPTY);
  });

  it('keeps the place and the time of whom one blocks again; who was let go and is blocked anew comes first', async () => {
    const before = await list(anna);
    datasOf(await block(anna, 12));
    expect(await list(anna)).toEqual(before);
    datasOf(await unblock(anna, 12));
    expect(await blockedBy(anna)).toEqual([13, 14, 15, 11]);
    datasOf(await block(anna, 12));
    expect(await blockedBy(anna)).toEqual([12, 13, 14, 15, 11]);
  });

  it('has pages, and the true total, as text, on each, also past the end', async () => {
    expect(await blockedBy(anna, { page: 1, page_size: 2 })).toEqual(NEWEST_FIRST.slice(0, 2));
    expect(await blockedBy(anna, { page: 2, page_size: 2 })).toEqual(NEWEST_FIRST.slice(2, 4));
    expect(await blockedBy(anna, { page: 3, page_size: 2 })).toEqual(NEWEST_FIRST.slice(4));
    expect((await list(anna, { page: '2', page_size: '3' })).datas).toMatchObject({ total: '5' });
    for (const page of [
      { page: 4, page_size: 2 },
      { page: 2 },
      { page: Number.MAX_SAFE_INTEGER, page_size: 1000 },
      { page: Number.MAX_SAFE_INTEGER },
    ]) {
      expect((await list(anna, page)).datas).toEqual({ total: '5', blacklist: [] });
    }
  });

  it.each([
    [{}, 'page'],
    [{ page: null }, 'page'],
    [{ page_size: 2 }, 'page'],
    [{ page: 0 }, 'page'],
    [{ page: 'x' }, 'page'],
    [{ page: '' }, 'page'],
    [{ page: 1, page_size: 0 }, 'page_size'],
    [{ page: 1, page_size: 1001 }, 'page_size'],
    [{ page: 1, page_size: '1e2' }, 'page_size'],
  ])('refuses %j for its %s, clamping nothing', async (page, name) => {
    const error_msg = `参数错误：${name}`;
    expect(await list(anna, page)).toEqual({ status: 400, error_code: 10000, error_msg });
  });

  it('takes a page_size that is null or empty for none', async () => {
    expect(await blockedBy(anna, { page: 1, page_size: null })).toEqual(NEWEST_FIRST);
    const form = await anna.post<Blacklist>('user/getUserBlacklist', { page: 1, page_size: '' }, 'form');
    expect(datasOf(form).blacklist).toHaveLength(5);
  });

  it('shows present names and photos', async () => {
    const renamed = { user_id: 13, nickname: '新名字', photo: 'https://pic.example/13.jpg' };
    await chat.client.importUsers(renamed);
    expect(datasOf(await list(anna, { page: 1, page_size: 1 })).blacklist).toEqual([
      { ...renamed, created: expect.any(String) as string },
    ]);
  });
});
