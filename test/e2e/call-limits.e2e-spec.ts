import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { answersOf, letPass, statusesOf } from './support/limits.js';
import { OperatorClient } from './support/operators.js';
import { sign } from './support/tokens.js';

const LIMIT = 6;

describe('Calls within a minute', () => {
  let chat: ChatApp;
  /** Each test has users of its own. */
  let uid = 100;
  let other = 101;

  beforeAll(async () => {
    chat = await startChat({ RATE_LIMIT: String(LIMIT) });
    await chat.client.importUsers(...Array.from({ length: 40 }, (_, index) => 100 + index));
  });
  beforeEach(() => {
    uid += 2;
    other += 2;
  });
  afterEach(() => vi.useRealTimers());
  afterAll(() => chat.close());

  const call = (who: number) => () => chat.client.as(who).get('user/getUserInfo', { user_id: 100 });
  const retryAfter = async (who: number): Promise<number> => {
    const headers = { authorization: `Bearer ${await chat.client.token(who)}` };
    const response = await fetch(`${chat.client.url}${BASE_PATH}/user/getUserInfo?user_id=100`, { headers });
    expect(response.status).toBe(429);
    return Number(response.headers.get('retry-after'));
  };

  it('of one user are as many as RATE_LIMIT says; others have their own', async () => {
    expect(await answersOf(LIMIT + 3, call(uid))).toEqual([
      ['ok', LIMIT],
      [10005, 3],
    ]);
    expect(await answersOf(LIMIT, call(other))).toEqual([['ok', LIMIT]]);
    expect(await retryAfter(uid)).toBeGreaterThan(0);
    expect(await retryAfter(uid)).toBeLessThanOrEqual(60);
  });

  it('are counted from the first one on, and let in again once Retry-After is over', async () => {
    letPass(0);
    await call(uid)();
    letPass(45);
    expect(await answersOf(LIMIT, call(uid))).toEqual([
      ['ok', LIMIT - 1],
      [10005, 1],
    ]);
    const seconds = await retryAfter(uid);
    expect(seconds).toBe(15);
    letPass(seconds - 1);
    expect(await answersOf(1, call(uid))).toEqual([[10005, 1]]);
    letPass(1);
    expect(await answersOf(LIMIT + 1, call(uid))).toEqual([
      ['ok', LIMIT],
      [10005, 1],
    ]);
    expect(await retryAfter(uid)).toBe(60);
  });

  it('many at once are no way around', async () => {
    const answers = await Promise.all(Array.from({ length: 5 * LIMIT }, call(uid)));
    expect(answers.filter(({ datas }) => datas !== undefined)).toHaveLength(LIMIT);
    expect(answers.filter(({ error_code }) => error_code === 10005)).toHaveLength(4 * LIMIT);
  });

  it('count, too, where their parameters are refused', async () => {
    const bad = () => chat.client.as(uid).get('user/getUserInfo', { user_id: 'x' });
    expect(await answersOf(LIMIT + 1, bad)).toEqual([
      [10000, LIMIT],
      [10005, 1],
    ]);
  });

  it('are ten times as many for receipts and sync together, which have a budget of their own', async () => {
    const frequent = [
      () => chat.client.as(uid).post('message/sync', { known: {} }),
      () => chat.client.as(uid).post('message/readConversation', { conversation_id: `u:${other}`, up_to_seq: 1 }),
      () => chat.client.as(uid).post('message/updateMessageReceiveStatus', { msg_id: 1, status: 3 }),
      () => chat.client.as(uid).post('message/updateMessageReadStatus', { msg_id: 1, status: 4 }),
    ];
    let refused = 0;
    const next = async (index: number) => {
      const answer = await frequent[index % frequent.length]?.();
      if (answer?.error_code === 10005) refused += 1;
      return { status: 0, datas: 1 };
    };
    await answersOf(10 * LIMIT, next);
    expect(refused).toBe(0);
    await answersOf(frequent.length, next);
    expect(refused).toBe(frequent.length);
    expect(await answersOf(LIMIT + 1, call(uid))).toEqual([
      ['ok', LIMIT],
      [10005, 1],
    ]);
    // Nor does the one use up the other the other way round.
    await answersOf(LIMIT + 1, call(other));
    expect(await answersOf(10 * LIMIT, () => chat.client.as(other).post('message/sync', { known: {} }))).toEqual([
      ['ok', 10 * LIMIT],
    ]);
  });

  it('of operators count like those of users, also where they have the same id', async () => {
    const boss = await OperatorClient.create(chat.client, 'boss', 'admin');
    expect(await answersOf(LIMIT + 1, () => boss.get('listOperators'))).toEqual([
      ['ok', LIMIT],
      [10005, 1],
    ]);
    const [{ operator_id = 0 } = {}] = datasOf(
      await chat.client.get<{ operators: { operator_id: number }[] }>(
        'cms/listOperators',
        {},
        { 'x-api-key': TEST_API_KEY },
      ),
    ).operators;
    await chat.client.importUsers(operator_id);
    expect(await answersOf(1, call(operator_id))).toEqual([['ok', 1]]);
    const clerk = await OperatorClient.create(chat.client, 'clerk', 'admin');
    expect(await answersOf(1, () => clerk.get('listOperators'))).toEqual([['ok', 1]]);
  });

  it('of operators are ten times as many for receipts', async () => {
    const reader = await OperatorClient.create(chat.client, 'reader', 'admin');
    const receipt = async () => {
      const { error_code } = await reader.post('updateMessageReadStatus', { msg_id: 1 });
      // Of no message: what is asked is who gets that far.
      return error_code === 10005 ? { status: 0, error_code } : { status: 0, datas: 1 };
    };
    expect(await answersOf(10 * LIMIT + 1, receipt)).toEqual([
      ['ok', 10 * LIMIT],
      [10005, 1],
    ]);
    expect(await answersOf(LIMIT + 1, () => reader.get('listOperators'))).toEqual([
      ['ok', LIMIT],
      [10005, 1],
    ]);
  });

  it('of the API key are not limited', async () => {
    expect(await answersOf(20 * LIMIT, () => chat.client.cms('issueUserToken', { user_id: uid }))).toEqual([
      ['ok', 20 * LIMIT],
    ]);
  });

  it('of a banned user count for the address, and are let in as before once the ban is lifted', async () => {
    await chat.client.cms('banUser', { user_id: uid });
    expect(await answersOf(2, call(uid))).toEqual([[10001, 2]]);
    await chat.client.cms('unbanUser', { user_id: uid });
    expect(await answersOf(LIMIT + 1, call(uid))).toEqual([
      ['ok', LIMIT],
      [10005, 1],
    ]);
  });

  it('are not limited by how many tokens a user has', async () => {
    const tokens = await Promise.all([sign({ sub: String(uid) }), sign({ sub: String(uid), jti: 'another' })]);
    const by = (index: number) =>
      chat.client.get('user/getUserInfo', { user_id: uid }, { authorization: `Bearer ${tokens[index % 2]}` });
    expect(await answersOf(LIMIT + 1, by)).toEqual([
      ['ok', LIMIT],
      [10005, 1],
    ]);
  });
});

describe('RATE_LIMIT=0', () => {
  it('limits neither users nor addresses', async () => {
    const chat = await startChat({ RATE_LIMIT: '0' });
    try {
      await chat.client.importUsers(1);
      const headers = { authorization: `Bearer ${await chat.client.token(1)}` };
      const path = `${BASE_PATH}/user/getUserInfo?user_id=1`;
      // In parts: seven hundred reads at once may find the pool's line too long (10007).
      for (let part = 1; part <= 7; part += 1) {
        expect(await statusesOf(chat.client.url, path, 100, () => headers)).toEqual({ 200: 100 });
        expect(await statusesOf(chat.client.url, path, 100, () => ({}))).toEqual({ 401: 100 });
      }
    } finally {
      await chat.close();
    }
  });
});
