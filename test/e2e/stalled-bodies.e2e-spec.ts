import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { OperatorClient } from './support/operators.js';
import { StalledBody } from './support/stalled-bodies.js';

/** What one caller may have on the way. */
const MAX = 100;
const MAX_OF_A_MIB = 64;
const MIB = 1024 * 1024;
const MORE = 10;
const SEND = `${BASE_PATH}/message/sendMessage`;
const SYNC = `${BASE_PATH}/message/sync`;
const UNKNOWN = `${BASE_PATH}/no/such`;
const LOGIN = `${BASE_PATH}/cms/login`;
const SAVE = `${BASE_PATH}/cms/saveGroup`;
const PATIENCE = { timeout: 10_000 };
const TOO_MANY = /^HTTP\/1\.1 429 [^]*retry-after: 1\r\n[^]*"error_code":10005/i;

type Headers = Record<string, string>;

describe('Bodies that are never whole', { timeout: 30_000 }, () => {
  let chat: ChatApp;
  let unlimited: ChatApp;
  let boss: OperatorClient;
  let bodies: StalledBody[];
  /** Each test has an address and a user of its own. */
  let tests = 0;

  beforeAll(async () => {
    [chat, unlimited] = await Promise.all([
      startChat({ RATE_LIMIT: String(MAX + MORE), TRUST_PROXY: 'true' }),
      startChat({ RATE_LIMIT: '0' }),
    ]);
    await chat.client.importUsers(...Array.from({ length: 40 }, (_, index) => 1 + index));
    await unlimited.client.importUsers(1);
    boss = await OperatorClient.create(chat.client, 'boss', 'admin');
  });
  beforeEach(() => {
    tests += 1;
    bodies = [];
  });
  afterEach(() => {
    for (const body of bodies) body.close();
  });
  afterAll(async () => {
    await chat?.close();
    await unlimited?.close();
  });

  const bearer = async (uid = tests): Promise<Headers> => ({ authorization: `Bearer ${await chat.client.token(uid)}` });
  const begin = async (path: string, headers: Headers, count: number, length = 1000, url = chat.client.url) => {
    const from = { 'x-forwarded-for': `203.0.113.${tests}`, ...headers };
    const begun = await Promise.all(Array.from({ length: count }, () => StalledBody.begin(url, path, length, from)));
    bodies.push(...begun);
    return begun;
  };
  const refused = (): string[] => bodies.map(({ answer }) => answer).filter((answer) => answer !== '');
  /** Resolves when so many of this test's were refused. */
  const refusals = async (count: number): Promise<void> => {
    await expect.poll(() => refused().length, PATIENCE).toBe(count);
    for (const answer of refused()) expect(answer).toMatch(TOO_MANY);
  };

  it.each<[string, string, () => Headers | Promise<Headers>]>([
    ['a user', SEND, () => bearer()],
    ['an operator', SAVE, () => ({ authorization: `Bearer ${boss.token}` })],
    ['an address, with a bad token', SEND, () => ({ authorization: 'Bearer x.y.z' })],
    ['an address, that ask for nothing that there is', UNKNOWN, () => ({})],
    ['an address, at the login', LOGIN, () => ({})],
  ])(`are ${MAX} at a time of %s; more are refused unread`, async (_who, path, headersOf) => {
    await begin(path, await headersOf(), MAX + MORE);
    await refusals(MORE);
  });

  it(`are ${MAX_OF_A_MIB} where they are of a MiB`, async () => {
    await begin(SYNC, await bearer(), MAX_OF_A_MIB + MORE, MIB);
    await refusals(MORE);
  });

  it('are nothing to others, to calls without a body, nor to the window', async () => {
    const mine = chat.client.as(tests);
    await begin(SEND, await bearer(), MAX + MORE);
    await refusals(MORE);
    for (let call = 0; call < MAX + MORE; call += 1)
      expect((await mine.get('user/getUserInfo', { user_id: 1 })).status).toBe(200);
    expect((await mine.get('user/getUserInfo', { user_id: 1 })).error_code).toBe(10005);
    expect((await chat.client.as(40).send(1, 'hello')).status).toBe(200);
  });

  it('give their place back when they are whole, or closed', async () => {
    const [first, second] = await begin(SEND, await bearer(), MAX);
    await begin(SEND, await bearer(), 1);
    await refusals(1);
    first?.end();
    await expect.poll(() => first?.answer, PATIENCE).toMatch(/"error_code":10000/);
    const next = async (): Promise<string | undefined> => {
      const [body] = await begin(SEND, await bearer(), 1);
      body?.end();
      return /"error_code":(\d+)/.exec(await said(body))?.[1];
    };
    await expect.poll(next, PATIENCE).toBe('10000');
    await begin(SEND, await bearer(), 2);
    await expect.poll(next, PATIENCE).toBe('10005');
    second?.close();
    await expect.poll(next, PATIENCE).toBe('10000');
  });

  it('are not limited of the host app’s key', async () => {
    await begin(SAVE, { 'x-api-key': chat.client.apiKey }, MAX + MORE);
    await begin(SEND, await bearer(), MAX + 1);
    await refusals(1);
  });

  it('are not limited with RATE_LIMIT=0', async () => {
    const token = await unlimited.client.token(1);
    const begun = await begin(SEND, { authorization: `Bearer ${token}` }, MAX + MORE, 1000, unlimited.client.url);
    for (const body of begun) body.end();
    await expect.poll(() => begun.every(({ answer }) => answer.includes('"error_code":10000')), PATIENCE).toBe(true);
  });

  it.each([['what is no interface', UNKNOWN, 128 * 1024]])('may not be large for %s', async (_what, path, limit) => {
    const [fits] = await begin(path, {}, 1, limit);
    fits?.end();
    const [, code] = /"error_code":(\d+)/.exec(await said(fits)) ?? [];
    expect(['10004', '10000']).toContain(code);
    const [large] = await begin(path, {}, 1, limit + 1);
    expect(await said(large)).toMatch(/^HTTP\/1\.1 413 [^]*"error_code":10006/);
  });

  const said = async (body: StalledBody | undefined): Promise<string> => {
    await expect.poll(() => body?.answer ?? '', PATIENCE).toContain('error_code');
    return body?.answer ?? '';
  };
});
