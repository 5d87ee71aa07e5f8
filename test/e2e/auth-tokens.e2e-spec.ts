import { generateSecret } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { ask, inSeconds, judge, secretKey, sign } from './support/tokens.js';

const PREVIOUS = 'the-secret-before-of-more-than-32-characters';

describe('A user token', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat({ JWT_SECRET_PREVIOUS: PREVIOUS });
    await chat.client.importUsers(1, 2);
  });
  afterAll(() => chat.close());

  const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: '1', aud: 'chat', exp: inSeconds(60) };

  it.each([
    ['as it should be', {}],
    ['with an audience among several', { aud: ['chat', 'shop'] }],
    ['with other claims', { iat: inSeconds(-5), uid: 2, user_id: '2', iss: 'host', admin: true }],
    ['that holds for ages', { exp: 1e12 }],
    ['with the largest user id there is, which was never imported', { sub: '9007199254740991' }, 10001],
    ['expired', { exp: inSeconds(-1) }, 10002],
    ['expired this very second', { exp: inSeconds(0) }, 10002],
    ['expired long ago', { exp: 1 }, 10002],
    ['without exp', { exp: undefined }, 10001],
    ['without sub', { sub: undefined }, 10001],
    ['without aud', { aud: undefined }, 10001],
    ['for another audience', { aud: 'shop' }, 10001],
    ['for the CMS', { aud: 'cms' }, 10001],
    ['for other audiences', { aud: ['shop', 'Chat'] }, 10001],
    ['not valid yet', { nbf: inSeconds(30) }, 10001],
    ['for user "007"', { sub: '007' }, 10001],
    ['for user "abc"', { sub: 'abc' }, 10001],
    ['for user "1e3"', { sub: '1e3' }, 10001],
    ['for user " 1"', { sub: ' 1' }, 10001],
    ['for user "1.0"', { sub: '1.0' }, 10001],
    ['for user "0"', { sub: '0' }, 10001],
    ['for user "-1"', { sub: '-1' }, 10001],
    ['for user ""', { sub: '' }, 10001],
    ['for user "9007199254740993"', { sub: '9007199254740993' }, 10001],
    ['for a user that was never imported', { sub: '404' }, 10001],
  ])('%s', async (_what, changed: Record<string, unknown>, code: number | 'ok' = 'ok') => {
    expect(await judge(chat.client, await sign(changed))).toBe(code);
  });

  it.each([
    ['a number', 1],
    ['a list', ['1']],
    ['an object', { toString: '1' }],
    ['null', null],
  ])('for a user that is %s', async (_what, sub) => {
    expect(await judge(chat.client, await sign({ sub }))).toBe(10001);
  });

  it.each(['"60"', '{}', 'true', 'null'])('with an exp of %s', async (exp) => {
    const body = `{"sub":"1","aud":"chat","exp":${exp}}`;
    const head = `${encoded({ alg: 'HS256' })}.${Buffer.from(body).toString('base64url')}`;
    const { createHmac } = await import('node:crypto');
    const signature = createHmac('sha256', secretKey()).update(head).digest('base64url');
    expect(await judge(chat.client, `${head}.${signature}`)).toBe(10001);
  });

  it('with a signature that is not its own', async () => {
    const good = await sign();
    const [header, payload, signature = ''] = good.split('.');
    const other = (await sign({ sub: '2' })).split('.')[2];
    expect(await judge(chat.client, good)).toBe('ok');
    for (const bad of [
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${payload}.${other}`,
      `${header}.${encoded({ ...claims, sub: '2' })}.${signature}`,
      `${header}.${payload}.${signature}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -3)}`,
      good.toUpperCase(),
      'x',
      '..',
      'null',
    ]) {
      expect(await judge(chat.client, bad)).toBe(10001);
    }
  });

  it('with another secret, or another algorithm than HS256', async () => {
    expect(await judge(chat.client, await sign({}, { key: secretKey('x'.repeat(40)) }))).toBe(10001);
    expect(await judge(chat.client, await sign({}, { key: secretKey(TEST_API_KEY) }))).toBe(10001);
    for (const alg of ['HS384', 'HS512']) expect(await judge(chat.client, await sign({}, { alg }))).toBe(10001);
    const random = await generateSecret('HS256');
    expect(await judge(chat.client, await sign({}, { key: random }))).toBe(10001);
  });

  it('that names no algorithm at all', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      for (const signature of ['', 'x']) {
        const token = `${encoded({ alg, typ: 'JWT' })}.${encoded(claims)}.${signature}`;
        expect(await judge(chat.client, token)).toBe(10001);
      }
    }
  });

  it('of the previous secret, while that is set', async () => {
    const previous = { key: secretKey(PREVIOUS) };
    expect(await judge(chat.client, await sign({}, previous))).toBe('ok');
    expect(await judge(chat.client, await sign({ exp: inSeconds(-1) }, previous))).toBe(10002);
    expect(await judge(chat.client, await sign({ sub: '404' }, previous))).toBe(10001);
  });

  it('expires while it is remembered', async () => {
    const token = await sign({ exp: inSeconds(2) });
    expect(await judge(chat.client, token)).toBe('ok');
    await expect.poll(() => judge(chat.client, token), { timeout: 4_000, interval: 100 }).toBe(10002);
  });

  it('that is very long costs nothing, and is no token', async () => {
    expect(await judge(chat.client, 'x'.repeat(10_000))).toBe(10001);
  });

  it('is told in the caller’s language, the same by both doors', async () => {
    const { rest, handshake } = await ask(chat.client, await sign({ exp: 1 }));
    expect(rest).toEqual({ status: 401, error_code: 10002, error_msg: '登录凭证已过期' });
    expect(handshake).toEqual({ ...rest, status: 0 });
  });
});
