import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { BASE_PATH, textMessage } from '../support/chat/chat-client.js';
import type { Answer } from '../support/chat/envelope.js';
import { answersOf, letPass, statusesOf } from './support/limits.js';
import { login } from './support/operators.js';
import { inSeconds, sign } from './support/tokens.js';

const LIMIT = 6;
const ORIGIN = 'https://app.example';

describe('Calls without a valid token', () => {
  let chat: ChatApp;
  let token: string;
  /** Each test comes from an address of its own. */
  let address = '203.0.113.0';
  let tests = 0;

  beforeAll(async () => {
    chat = await startChat({ RATE_LIMIT: String(LIMIT), TRUST_PROXY: 'true', ALLOWED_ORIGINS: ORIGIN });
    await chat.client.importUsers(1);
    token = await chat.client.token(1);
  });
  beforeEach(() => {
    address = `203.0.113.${(tests += 1)}`;
  });
  afterEach(() => vi.useRealTimers());
  afterAll(() => chat.close());

  /** Any path of the server, from this test's address. */
  const request = async (path: string, init: RequestInit = {}, from = address): Promise<Answer> => {
    const headers = { 'x-forwarded-for': from, ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(`${chat.client.url}${path}`, { ...init, headers });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { ...(isJson ? (JSON.parse(text) as object) : { datas: text }), status: response.status };
  };
  const ask = (headers: Record<string, string> = {}, from = address): Promise<Answer> =>
    request(`${BASE_PATH}/user/getUserInfo?user_id=1`, { headers }, from);
  const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
  const thenLimited = (code: number | 'ok') => [
    [code, LIMIT],
    [10005, 2],
  ];

  it.each([
    ['none', 10001, () => Promise.resolve({})],
    ['a bad one', 10001, () => Promise.resolve(bearer('x.y.z'))],
    ['an expired one', 10002, async () => bearer(await sign({ exp: inSeconds(-1) }))],
    ['one of a user that does not exist', 10001, async () => bearer(await sign({ sub: '999' }))],
    ['a wrong key', 10001, () => Promise.resolve({ 'x-api-key': 'wrong' })],
  ])('are limited by address: with %s', async (_what, code, headers) => {
    const sent: Record<string, string> = await headers();
    expect(await answersOf(LIMIT + 2, () => ask(sent))).toEqual(thenLimited(code));
    const elsewhere = `198.51.100.${tests}`;
    expect(await answersOf(1, () => ask(sent, elsewhere))).toEqual([[code, 1]]);
  });

  it('say when the next one is let in, and it is', async () => {
    letPass(0);
    await answersOf(LIMIT, () => ask());
    const response = await fetch(`${chat.client.url}${BASE_PATH}/user/getUserInfo`, {
      headers: { 'x-forwarded-for': address },
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '60']);
    letPass(60);
    expect(await answersOf(LIMIT + 2, () => ask())).toEqual(thenLimited(10001));
  });

  it('never limit those with a valid one from the same address', async () => {
    await answersOf(LIMIT + 1, () => ask());
    expect(await ask(bearer(token))).toMatchObject({ status: 200 });
    expect(await ask({ 'x-api-key': chat.client.apiKey })).toMatchObject({ error_code: 10005 });
    const byKey = { 'x-api-key': chat.client.apiKey, 'content-type': 'application/json' };
    const init = { method: 'POST', headers: byKey, body: JSON.stringify({ user_id: 1 }) };
    expect(await request(`${BASE_PATH}/cms/issueUserToken`, init)).toMatchObject({ status: 200 });
  });

  it('count together whatever they ask for: interfaces that exist, that do not, documents, logins', async () => {
    const mixed = [
      () => ask(),
      () => request(`${BASE_PATH}/no/such`),
      () => request('/'),
      () => request('/docs-json'),
      () => login(chat.client, 'nobody', 'not-the-password', { 'x-forwarded-for': address }),
      () => request(`${BASE_PATH}/user/getUserInfo`, { method: 'DELETE' }),
    ];
    const first = await Promise.all(mixed.map((one) => one()));
    expect(first.map(({ status }) => status)).toEqual([401, 404, 404, 200, 401, 404]);
    const then = await Promise.all(mixed.map((one) => one()));
    expect(then.map(({ error_code }) => error_code)).toEqual(mixed.map(() => 10005));
  });

  it('of an unknown route count by address even with a valid one', async () => {
    const unknown = () => request(`${BASE_PATH}/user/noSuch`, { headers: bearer(token) });
    expect(await answersOf(LIMIT + 2, unknown)).toEqual(thenLimited(10004));
  });

  it('of a path that is none count', async () => {
    expect(await answersOf(LIMIT + 2, () => request('/%zz'))).toEqual(thenLimited(10004));
  });

  it.each([
    ['no JSON', 'application/json', '{', 10000],
    ['of an unknown type', 'text/xml', '<a/>', 10008],
    ['too large', 'application/json', JSON.stringify({ a: 'x'.repeat(200_000) }), 10006],
  ])(
    'whose body is %s count for the user who sent it, and never for their address',
    async (_what, type, body, code) => {
      const uid = 100 + tests;
      await chat.client.importUsers(uid);
      const init = (headers: Record<string, string>) => ({
        method: 'POST',
        headers: { 'content-type': type, ...headers },
        body,
      });
      const mine = bearer(await chat.client.token(uid));
      const call = () => request(`${BASE_PATH}/message/sendMessage`, init(mine));
      expect(await answersOf(LIMIT + 2, call)).toEqual(thenLimited(code));
      expect(await chat.client.as(uid).get('user/getUserInfo', { user_id: 1 })).toMatchObject({ error_code: 10005 });
      // From the same address: nobody’s, which count for it.
      const nobodys = () => request(`${BASE_PATH}/message/sendMessage`, init({}));
      expect(await answersOf(LIMIT + 2, nobodys)).toEqual(thenLimited(code));
      // And the key’s, which is not limited.
      const keys = () => request(`${BASE_PATH}/cms/saveGroup`, init({ 'x-api-key': chat.client.apiKey }));
      const [[first] = []] = await answersOf(LIMIT + 2, keys);
      expect(first).toBe(code === 10006 ? 10000 : code);
    },
  );

  it('by a banned user count by address, also where their body is read', async () => {
    const uid = 100 + tests;
    await chat.client.importUsers(uid);
    const banned = bearer(await chat.client.token(uid));
    await chat.client.cms('banUser', { user_id: uid });
    expect(await answersOf(LIMIT + 2, () => ask(banned))).toEqual(thenLimited(10001));
    await chat.client.cms('unbanUser', { user_id: uid });
    expect(await answersOf(LIMIT + 2, () => ask(banned))).toEqual(thenLimited('ok'));
  });

  it('by which a banned user sends count by address, though only the transaction knows of the ban', async () => {
    const uid = 100 + tests;
    await chat.client.importUsers(uid);
    const headers = { 'content-type': 'application/json', ...bearer(await chat.client.token(uid)) };
    const body = JSON.stringify({ to_uid: 1, message: textMessage('hello') });
    const send = () => request(`${BASE_PATH}/message/sendMessage`, { method: 'POST', headers, body });
    await chat.client.cms('banUser', { user_id: uid });
    expect(await answersOf(LIMIT, send)).toEqual([[10001, LIMIT]]);
    expect(await answersOf(2, () => ask())).toEqual([[10005, 2]]);
    // And not for the user, whose calls are let in as soon as the ban is lifted.
    await chat.client.cms('unbanUser', { user_id: uid });
    expect(await answersOf(LIMIT + 2, send)).toEqual(thenLimited('ok'));
  });

  it('without credentials are refused before their body is read', async () => {
    await answersOf(LIMIT, () => ask());
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' };
    expect(await request(`${BASE_PATH}/message/sendMessage`, init)).toMatchObject({ error_code: 10005 });
  });

  it('by user tokens on CMS calls, and the other way round, count by address', async () => {
    const call = () => request(`${BASE_PATH}/cms/listOperators`, { headers: bearer(token) });
    expect(await answersOf(LIMIT + 2, call)).toEqual(thenLimited(10001));
  });

  it('to health and readiness are not counted, nor refused', async () => {
    for (const path of ['/healthz', '/readyz']) {
      for (let index = 0; index < 3 * LIMIT; index += 1) expect((await request(path)).status).toBe(200);
    }
    expect(await answersOf(LIMIT + 2, () => ask())).toEqual(thenLimited(10001));
    expect((await request('/readyz')).status).toBe(200);
  });

  it('by browsers that ask first count without the asking, and say so to the page', async () => {
    const preflight = () =>
      request(`${BASE_PATH}/user/getUserInfo`, {
        method: 'OPTIONS',
        headers: { origin: ORIGIN, 'access-control-request-method': 'GET' },
      });
    for (let index = 0; index < 2 * LIMIT; index += 1) expect((await preflight()).status).toBe(204);
    expect(await answersOf(LIMIT + 2, () => ask({ origin: ORIGIN }))).toEqual(thenLimited(10001));
    const { status, headers } = await fetch(`${chat.client.url}${BASE_PATH}/user/getUserInfo`, {
      headers: { origin: ORIGIN, 'x-forwarded-for': address },
    });
    expect(status).toBe(429);
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(headers.get('access-control-expose-headers')).toContain('Retry-After');
  });

  it('from one IPv6 network count together', async () => {
    const from = (index: number) => ask({}, `2001:db8:7:7::${index.toString(16)}`);
    expect(await answersOf(LIMIT + 2, from)).toEqual(thenLimited(10001));
    expect(await answersOf(1, () => ask({}, '2001:db8:7:8::1'))).toEqual([[10001, 1]]);
  });

  it('that a proxy vouches for with no address count together', async () => {
    expect(await answersOf(LIMIT + 2, (index) => ask({}, `not-an-address-${index}`))).toEqual(thenLimited(10001));
  });
});

describe('Calls without a valid token, where no proxy is trusted', () => {
  it('are limited to 600 whatever address they claim', async () => {
    const chat = await startChat({ RATE_LIMIT: '' });
    try {
      const claim = () => ({
        'x-forwarded-for': Array.from({ length: 4 }, () => Math.floor(Math.random() * 256)).join('.'),
      });
      const answers = await statusesOf(chat.client.url, `${BASE_PATH}/user/getUserInfo`, 1000, claim);
      expect(answers).toEqual({ 401: 600, 429: 400 });
    } finally {
      await chat.close();
    }
  });
});
