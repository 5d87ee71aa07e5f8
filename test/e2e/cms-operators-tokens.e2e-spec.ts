import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { hkdfSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat, TEST_API_KEY, TEST_JWT_SECRET } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { login, OperatorClient, PASSWORD } from './support/operators.js';
import { inSeconds, judge, secretKey, sign } from './support/tokens.js';

const OTHER_PASSWORD = 'zhang-yang-lu-1688';
const OTHER_SECRET = 'another-jwt-secret-of-more-than-32-characters';

/** The key that the server derives, by the recipe of docs/adr/0012. */
const cmsKey = (secret = TEST_JWT_SECRET): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', 'anlife-chat cms', 32));

describe('Tokens of operators', () => {
  let chat: ChatApp;
  let boss: OperatorClient;
  let bossId: string;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1);
    boss = await OperatorClient.create(chat.client, 'boss', 'admin');
    bossId = decodeJwt(boss.token).sub ?? '';
  });
  afterAll(() => chat.close());

  const forged = (claims: Record<string, unknown>, key = cmsKey(), alg = 'HS256'): Promise<string> => {
    const all = { sub: bossId, aud: 'cms', ver: 0, exp: inSeconds(60), ...claims };
    const payload = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    return new SignJWT(payload).setProtectedHeader({ alg }).sign(key);
  };
  const codeOf = async (token: string): Promise<number | undefined> =>
    (await boss.with(token).get('listOperators')).error_code;

  it('are short-lived, and say who, for what and of which version', async () => {
    const { token, expires_in } = datasOf(await login(chat.client, 'boss', PASSWORD));
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT' });
    const { iat = 0, exp = 0, ...claims } = decodeJwt(token);
    expect(claims).toEqual({ sub: bossId, aud: 'cms', ver: 0 });
    expect(exp - iat).toBe(expires_in);
    expect(expires_in).toBe(3600);
  });

  it('are judged by their own key, audience, algorithm, version and time', async () => {
    expect(await codeOf(await forged({}))).toBeUndefined();
    expect(await codeOf(await forged({ exp: inSeconds(-1) }))).toBe(10002);
    const bad = [
      forged({ aud: 'chat' }),
      forged({ aud: undefined }),
      forged({ exp: undefined }),
      forged({ ver: undefined }),
      forged({ ver: 1 }),
      forged({ ver: '0' }),
      forged({ ver: -1 }),
      forged({ sub: undefined }),
      forged({ sub: '404' }),
      forged({ sub: `0${bossId}` }),
      forged({}, cmsKey(), 'HS512'),
      // The secret itself, and the key as if it were the secret's.
      forged({}, secretKey()),
      forged({}, cmsKey(TEST_API_KEY)),
      forged({ exp: inSeconds(-1) }, secretKey()),
    ];
    for (const token of await Promise.all(bad)) expect(await codeOf(token)).toBe(10001);
    const [, payload] = (await forged({})).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const token of [`${none}.${payload}.`, `${boss.token}x`, 'x.y.z', 'x'.repeat(5000)])
      expect(await codeOf(token)).toBe(10001);
  });

  it('open no user call and no socket, nor a user’s token a CMS call', async () => {
    expect(await judge(chat.client, boss.token)).toBe(10001);
    expect(await judge(chat.client, await forged({ sub: '1' }))).toBe(10001);
    // With the other audience, too, each is signed by the wrong key.
    expect(await judge(chat.client, await forged({ sub: '1', aud: 'chat' }))).toBe(10001);
    expect(await codeOf(await chat.client.token(1))).toBe(10001);
    expect(await codeOf(await sign({ sub: bossId, aud: 'cms', ver: 0 }))).toBe(10001);
    expect(await codeOf(await sign({ exp: inSeconds(-1) }))).toBe(10001);
    expect(await judge(chat.client, await chat.client.token(1))).toBe('ok');
  });

  it('count only where there is no key: a wrong key is not made good, a right one not made less', async () => {
    const editor = await OperatorClient.create(chat.client, 'editor', 'operator');
    expect(await editor.post('saveServiceAccount', {}, { 'x-api-key': `${TEST_API_KEY}x` })).toMatchObject({
      error_code: 10001,
    });
    expect(await editor.post('saveServiceAccount', {}, { 'x-api-key': '' })).toMatchObject({ error_code: 10001 });
    expect(await editor.post('saveServiceAccount', {}, { 'x-api-key': TEST_API_KEY })).toMatchObject({
      error_code: 10000,
    });
  });

  it('end with a change of the password, all but the one that it answers', async () => {
    const first = await OperatorClient.create(chat.client, 'changing', 'operator');
    const second = await OperatorClient.signIn(chat.client, 'changing');
    const change = (who: OperatorClient, old_password: string, new_password: string) =>
      who.post<{ token: string; expires_in: number }>('changePassword', { old_password, new_password });
    expect(await change(first, OTHER_PASSWORD, OTHER_PASSWORD)).toMatchObject({ status: 403, error_code: 50003 });
    expect(await second.isIn()).toBe(true);
    const { token, expires_in } = datasOf(await change(first, PASSWORD, OTHER_PASSWORD));
    expect(expires_in).toBe(3600);
    expect(await Promise.all([first.isIn(), second.isIn(), first.with(token).isIn()])).toEqual([false, false, true]);
    expect(await login(chat.client, 'changing', PASSWORD)).toMatchObject({ error_code: 10001 });
    datasOf(await login(chat.client, 'changing', OTHER_PASSWORD));
  });

  it('end with a new password from an admin', async () => {
    const forgetful = await OperatorClient.create(chat.client, 'forgetful', 'operator');
    datasOf(await boss.post('updateOperator', { username: 'forgetful', password: OTHER_PASSWORD }));
    expect(await forgetful.isIn()).toBe(false);
    const again = await OperatorClient.signIn(chat.client, 'forgetful', OTHER_PASSWORD);
    expect(await again.isIn()).toBe(true);
  });

  it('end with the removal of the account, for good', async () => {
    const leaving = await OperatorClient.create(chat.client, 'leaving', 'admin');
    datasOf(await boss.post('removeOperator', { username: 'leaving' }));
    expect(await leaving.isIn()).toBe(false);
    expect(await login(chat.client, 'leaving', PASSWORD)).toMatchObject({ error_code: 10001 });
    // Whoever has the name next is somebody else.
    const next = await OperatorClient.create(chat.client, 'leaving', 'operator');
    expect([await leaving.isIn(), await next.isIn()]).toEqual([false, true]);
  });
});

describe('Tokens of operators, by what JWT_SECRET is', () => {
  it('count under the former secret while that is configured, and beside a host app’s own keys', async () => {
    const chat = await startChat({
      JWT_SECRET: OTHER_SECRET,
      JWT_SECRET_PREVIOUS: TEST_JWT_SECRET,
      JWT_JWKS_URL: 'http://127.0.0.1:9/jwks.json',
    });
    try {
      const boss = await OperatorClient.create(chat.client, 'boss', 'admin');
      const { sub = '' } = decodeJwt(boss.token);
      const make = (secret: string, expires: number): Promise<string> =>
        new SignJWT({ sub, aud: 'cms', ver: 0, exp: inSeconds(expires) })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(cmsKey(secret));
      const codeOf = async (token: string) => (await boss.with(token).get('listOperators')).error_code;
      expect(await codeOf(boss.token)).toBeUndefined();
      expect(await codeOf(await make(OTHER_SECRET, 60))).toBeUndefined();
      expect(await codeOf(await make(TEST_JWT_SECRET, 60))).toBeUndefined();
      expect(await codeOf(await make(TEST_JWT_SECRET, -1))).toBe(10002);
      expect(await codeOf(await make(`${OTHER_SECRET}x`, 60))).toBe(10001);
    } finally {
      await chat.close();
    }
  });
});
