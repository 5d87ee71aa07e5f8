import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { TRANSPORTS } from '../support/chat/target.js';
import { type SocketOptions, UserSocket } from '../support/chat/user-socket.js';
import { sendRaw } from './bad-values/raw-http.js';
import { BAD_TOKENS, forge } from './bad-values/tokens.js';

const ORIGIN = 'https://app.example';
const LIST = `${BASE_PATH}/message/getConversationList`;

describe('Who comes in', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat({ ALLOWED_ORIGINS: ORIGIN });
    await chat.client.importUsers(1, 2, 3);
    datasOf(await chat.client.cms('banUser', { user_id: 3 }));
  });
  afterAll(() => chat.close());

  /** @returns the error of `connect_error`, or undefined where the socket was let in */
  async function knock(auth: object, options: SocketOptions & { query?: object } = {}): Promise<unknown> {
    try {
      (await UserSocket.connect(chat.client.url, auth, options)).close();
      return undefined;
    } catch (error) {
      return error;
    }
  }

  const refusal = (code: number, language: 'zh' | 'en' = 'zh'): object => ({
    data: {
      error_code: code,
      error_msg: expect.stringMatching(language === 'zh' ? /^[\u4e00-\u9fff]{2,}$/ : /^[A-Z][\x20-\x7e]+$/),
    },
  });

  it.each(TRANSPORTS)('with a good token over %s', async (transport) => {
    expect(await knock({ token: forge() }, { transports: [transport] })).toBeUndefined();
  });

  describe.each(BAD_TOKENS)('with %s', (_, code, token) => {
    it.each(TRANSPORTS)(`gets a ${code} in the handshake over %s`, async (transport) => {
      const error = await knock(token === undefined ? {} : { token }, { transports: [transport] });
      expect(error).toMatchObject(refusal(code));
      expect(Object.keys((error as { data: object }).data)).toEqual(['error_code', 'error_msg']);
    });

    it(`gets a ${code} over HTTP`, async () => {
      const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const answer = await sendRaw(chat.client.url, { path: LIST, headers });
      expect(answer).toMatchObject({ status: 401, body: { error_code: code } });
    });
  });

  it.each([1, true, null, ['x'], { token: 'x' }, 'x'.repeat(100_000)])(
    'with auth.token %j gets a 10001',
    async (token) => {
      expect(await knock({ token })).toMatchObject(refusal(10001));
    },
  );

  it('is told why in English where the handshake prefers it', async () => {
    const english = { extraHeaders: { 'Accept-Language': 'en' } };
    expect(await knock({}, english)).toMatchObject(refusal(10001, 'en'));
    expect(await knock({ token: forge({ exp: 1 }) }, english)).toMatchObject(refusal(10002, 'en'));
  });

  it.each(['token', 'access_token', 'auth', 'authorization'])('never with a token in the query as %s', async (name) => {
    expect(await knock({}, { query: { [name]: forge() } })).toMatchObject(refusal(10001));
    const answer = await sendRaw(chat.client.url, { path: `${LIST}?${name}=${forge()}` });
    expect(answer).toMatchObject({ status: 401, body: { error_code: 10001 } });
  });

  it('never with a token in the handshake’s headers', async () => {
    const extraHeaders = { Authorization: `Bearer ${forge()}`, 'X-Api-Key': TEST_API_KEY };
    expect(await knock({}, { extraHeaders })).toMatchObject(refusal(10001));
  });

  it.each(['', 'Bearer', `Basic ${forge()}`, `Bearer  ${forge()}`, `Bearer ${forge()} x`, forge()])(
    'over HTTP never with Authorization %j',
    async (authorization) => {
      const answer = await sendRaw(chat.client.url, { path: LIST, headers: { authorization } });
      expect(answer).toMatchObject({ status: 401, body: { error_code: 10001 } });
    },
  );

  it('with the credentials of the other side gets a 10001', async () => {
    const user = { authorization: `Bearer ${forge()}` };
    const cms = { 'x-api-key': TEST_API_KEY };
    const call = (path: string, headers: Record<string, string>) =>
      sendRaw(chat.client.url, { method: path === LIST ? 'GET' : 'POST', path, headers });
    expect(await call(LIST, cms)).toMatchObject({ body: { error_code: 10001 } });
    expect(await call(`${BASE_PATH}/cms/banUser`, user)).toMatchObject({ body: { error_code: 10001 } });
    const wrong = { 'x-api-key': TEST_API_KEY.slice(0, -1) };
    expect(await call(`${BASE_PATH}/cms/banUser`, wrong)).toMatchObject({ body: { error_code: 10001 } });
    expect(await call(`${BASE_PATH}/cms/banUser`, cms)).toMatchObject({ body: { error_code: 10000 } });
  });

  describe.each(TRANSPORTS)('from a web page over %s', (transport) => {
    const from = (origin: string): Promise<unknown> =>
      knock({ token: forge() }, { transports: [transport], extraHeaders: { Origin: origin } });

    it.each(['https://evil.example', 'http://app.example', `${ORIGIN}.evil.example`, `${ORIGIN}:444`, 'null', ''])(
      'of %j not at all',
      async (origin) => {
        expect(await from(origin)).toBeInstanceOf(Error);
      },
    );

    it('of ALLOWED_ORIGINS', async () => {
      expect(await from(ORIGIN)).toBeUndefined();
    });
  });

  it('tells browsers of ALLOWED_ORIGINS, and no other, that they may read', async () => {
    const allowed = async (origin: string): Promise<unknown> =>
      (await sendRaw(chat.client.url, { path: LIST, headers: { origin } })).headers['access-control-allow-origin'];
    expect(await allowed(ORIGIN)).toBe(ORIGIN);
    expect(await allowed('https://evil.example')).not.toBe('https://evil.example');
    expect(await allowed('https://evil.example')).not.toBe('*');
  });
});
