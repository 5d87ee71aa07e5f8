import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import type { Encoding } from '../support/chat/chat-client.js';
import { FriendCalls } from './support/friend-calls.js';

const OTHERS = Array.from({ length: 7 }, (_, index) => 1001 + index);
const NEWEST_FIRST = [...OTHERS].reverse();

const TEXTS = [
  `<script>alert("x")</script><img src=x onerror='alert(1)'> & -- %s \${x} {{y}}`,
  "Robert'); DROP TABLE friend_applies;--",
  'مرحبا \u202eيִדיש\u202c \u200f\u200b\u2066',
  '👨‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈',
  'line\r\nbreaks\u2028\ttabs \u001b[31m',
  ' leading and trailing ',
  'null',
  '0',
];

describe('Lists of friends and applications', () => {
  let chat: ChatApp;
  let calls: FriendCalls;
  let me = 0;

  beforeAll(async () => {
    chat = await startChat();
    calls = new FriendCalls(chat.client);
    await chat.client.importUsers(...OTHERS);
  });
  beforeEach(async () => {
    me += 1;
    await chat.client.importUsers(me);
  });
  afterAll(() => chat.close());

  interface List {
    readonly name: string;
    /** Puts another user into the list. */
    add(other: number): Promise<unknown>;
    read(page: object): Promise<{ total: string; ids: number[] }>;
  }

  const idsOf = (items: readonly { user_id: number }[]): number[] => items.map(({ user_id }) => user_id);

  const LISTS: List[] = [
    {
      name: 'getFriendApplyList',
      add: (other) => calls.applied(other, me),
      read: async (page) => {
        const { total, applys } = await calls.received(me, { page: 1, ...page });
        return { total, ids: idsOf(applys) };
      },
    },
    {
      name: 'getSentFriendApplyList',
      add: (other) => calls.applied(me, other),
      read: async (page) => {
        const { total, applys } = await calls.sent(me, page);
        return { total, ids: idsOf(applys) };
      },
    },
    {
      name: 'getFriendList',
      // Friends of lower and of higher ids, and who applied now the one and now the other.
      add: (other) => (other % 2 ? calls.befriend(other, me) : calls.befriend(me, other)),
      read: async (page) => {
        const { total, friends } = await calls.friends(me, page);
        return { total, ids: idsOf(friends) };
      },
    },
  ];

  it.each(LISTS)('$name is newest first, in pages, with the true total as text', async ({ add, read }) => {
    expect(await read({})).toEqual({ total: '0', ids: [] });
    for (const other of OTHERS) await add(other);
    expect(await read({})).toEqual({ total: '7', ids: NEWEST_FIRST });
    expect(await read({ page_size: 3 })).toEqual({ total: '7', ids: NEWEST_FIRST.slice(0, 3) });
    expect(await read({ page: 2, page_size: '3' })).toEqual({ total: '7', ids: NEWEST_FIRST.slice(3, 6) });
    expect(await read({ page: 3, page_size: 3 })).toEqual({ total: '7', ids: NEWEST_FIRST.slice(6) });
    expect(await read({ page: 1, page_size: 1000 })).toEqual({ total: '7', ids: NEWEST_FIRST });
    for (const past of [{ page: 4, page_size: 3 }, { page: 2 }, { page: Number.MAX_SAFE_INTEGER, page_size: 1000 }])
      expect(await read(past)).toEqual({ total: '7', ids: [] });
  });

  it('getFriendApplyList requires a page; the others do without', async () => {
    const user = chat.client.as(me);
    for (const encoding of ['json', 'form', 'multipart'] as const) {
      expect(await user.post('user/getFriendApplyList', { page_size: 3 }, encoding)).toMatchObject({
        status: 400,
        error_code: 10000,
        error_msg: expect.stringContaining('page'),
      });
      for (const call of ['getSentFriendApplyList', 'getFriendList'])
        expect(await user.post(`user/${call}`, {}, encoding)).toMatchObject({ status: 200, datas: { total: '0' } });
    }
  });

  it.each(['getFriendApplyList', 'getSentFriendApplyList', 'getFriendList'])('%s clamps nothing', async (call) => {
    for (const page of [{ page: 0 }, { page: 1, page_size: 0 }, { page: 1, page_size: 1001 }, { page: '1e3' }])
      expect(await chat.client.as(me).post(`user/${call}`, page)).toMatchObject({ status: 400, error_code: 10000 });
  });

  it('show present names and photos, and lower and higher ids alike', async () => {
    const friend = 500;
    await chat.client.importUsers(friend, 501);
    await calls.befriend(me, friend);
    await calls.befriend(501, friend);
    await chat.client.importUsers({ user_id: friend, nickname: '新名字', photo: 'https://pic.example/1.jpg' });
    const profile = { user_id: friend, nickname: '新名字', photo: 'https://pic.example/1.jpg' };
    const created = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    for (const uid of [me, 501]) expect((await calls.friends(uid)).friends).toEqual([{ ...profile, created }]);
    expect((await calls.sent(me)).applys).toMatchObject([profile]);
    expect((await calls.received(friend)).applys).toMatchObject([{ user_id: 501 }, { user_id: me }]);
    expect(await calls.friendIds(friend)).toEqual([501, me]);
  });

  it('a block hides what waits, from list, pages and total; unblocking shows it again', async () => {
    const [agreed = 0, refused = 0, hidden = 0, other = 0] = OTHERS;
    await calls.agree(me, await calls.applied(agreed, me));
    await calls.reject(me, await calls.applied(refused, me));
    const id = await calls.applied(hidden, me, 'let me in');
    await calls.applied(other, me);
    const before = await calls.received(me);
    expect(before.total).toBe('4');
    for (const uid of [agreed, refused, hidden]) await calls.block(me, uid);
    const after = await calls.received(me);
    expect(after).toEqual({ total: '3', applys: before.applys.filter(({ user_id }) => user_id !== hidden) });
    const secondPage = await calls.received(me, { page: 2, page_size: 2 });
    expect(secondPage).toEqual({ total: '3', applys: after.applys.slice(2) });
    expect(await calls.received(me, { page: 9, page_size: 2 })).toEqual({ total: '3', applys: [] });
    // To the applicant nothing shows: it waits.
    expect((await calls.sent(hidden)).applys.find(({ user_id }) => user_id === me)).toMatchObject({
      relation_apply_id: id,
      status: '0',
    });
    await calls.unblock(me, hidden);
    expect(await calls.received(me)).toEqual(before);
  });

  it('a block of one user does not hide what another one received, nor what the blocked one did', async () => {
    const [first = 0, second = 0] = OTHERS;
    await calls.applied(first, me);
    await calls.block(second, first);
    await calls.block(first, me);
    expect(await calls.received(me)).toMatchObject({ total: '1', applys: [{ user_id: first }] });
  });

  it.each(TEXTS)('the comment %j survives byte for byte', async (comment) => {
    const [other = 0] = OTHERS;
    for (const encoding of ['json', 'form', 'multipart'] satisfies Encoding[]) {
      const encoded = new FriendCalls(chat.client, encoding);
      await encoded.applied(me, other, comment);
      const received = (await encoded.received(other)).applys.find(({ user_id }) => user_id === me);
      expect([(await encoded.sent(me)).applys[0]?.comment, received?.comment]).toEqual([comment, comment]);
    }
  });

  it('a bare line feed survives, too, where the client leaves it: in multipart fetch makes CRLF of it', async () => {
    const [other = 0] = OTHERS;
    for (const encoding of ['json', 'form'] satisfies Encoding[]) {
      await new FriendCalls(chat.client, encoding).applied(me, other, '\na\nb\r');
      expect((await calls.sent(me)).applys[0]?.comment).toBe('\na\nb\r');
    }
  });

  it('answers are JSON that no browser takes for a page', async () => {
    const [other = 0] = OTHERS;
    await calls.applied(me, other, '<script>alert(1)</script>');
    const response = await fetch(`${chat.client.url}/anlife/v1.0/chat/user/getSentFriendApplyList`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await chat.client.token(me)}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
