import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { UserSocket } from '../support/chat/user-socket.js';
import { OperatorClient } from './support/operators.js';
import { documentedRoutes, type Route } from './support/api-document.js';

const PUBLIC = ['/healthz', '/readyz', '/metrics', '/docs', '/docs-json', `${BASE_PATH}/cms/login`];
const PEOPLE_ONLY = [`${BASE_PATH}/cms/changePassword`];

describe('Every door', () => {
  let chat: ChatApp;
  let token: string;
  let routes: Route[];

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
    token = await chat.client.token(1);
    routes = (await documentedRoutes(chat.client.url)).filter(({ path }) => !PUBLIC.includes(path));
  });
  afterAll(() => chat.close());

  async function call({ path, method }: Pick<Route, 'path' | 'method'>, headers: Record<string, string>) {
    const body = method === 'post' ? { body: '{}', headers: { 'content-type': 'application/json', ...headers } } : {};
    const response = await fetch(`${chat.client.url}${path}`, { method: method.toUpperCase(), headers, ...body });
    return { path, status: response.status, ...((await response.json()) as { error_code?: number; datas?: unknown }) };
  }
  const refused = (path: string) => ({ path, status: 401, error_code: 10001, error_msg: expect.any(String) });
  const isCms = ({ path }: Route): boolean => path.startsWith(`${BASE_PATH}/cms/`);

  it('is one of the document’s, under its base path', () => {
    expect(routes.length).toBeGreaterThanOrEqual(12);
    for (const { path } of routes) expect(path.startsWith(`${BASE_PATH}/`)).toBe(true);
    expect(routes.some(isCms)).toBe(true);
    expect(routes.every(isCms)).toBe(false);
  });

  it.each([
    ['no credentials', {}],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
    ['a token that is none', { authorization: 'Bearer x.y.z' }],
    ['an empty key', { 'x-api-key': '' }],
    ['a wrong key', { 'x-api-key': `${TEST_API_KEY}x` }],
    ['a part of the key', { 'x-api-key': TEST_API_KEY.slice(0, -1) }],
    ['the key as a token', { authorization: `Bearer ${TEST_API_KEY}` }],
  ])('is closed with %s', async (_what, headers) => {
    for (const route of routes) expect(await call(route, headers)).toEqual(refused(route.path));
  });

  it('of user calls is closed to the API key', async () => {
    for (const route of routes.filter((one) => !isCms(one))) {
      expect(await call(route, { 'x-api-key': TEST_API_KEY })).toEqual(refused(route.path));
    }
  });

  it('of CMS calls is closed to user tokens', async () => {
    for (const route of routes.filter(isCms)) {
      const bearer = { authorization: `Bearer ${token}` };
      expect(await call(route, bearer)).toEqual(refused(route.path));
      expect(await call(route, { 'x-api-key': token })).toEqual(refused(route.path));
    }
  });

  it('opens to its own credentials: what is then missing is a parameter', async () => {
    const person = await OperatorClient.create(chat.client, 'person', 'operator');
    for (const route of routes) {
      const bearer = { authorization: `Bearer ${PEOPLE_ONLY.includes(route.path) ? person.token : token}` };
      const own = isCms(route) && !PEOPLE_ONLY.includes(route.path) ? { 'x-api-key': TEST_API_KEY } : bearer;
      const { error_code } = await call(route, own);
      expect([undefined, 10000]).toContain(error_code);
    }
  });

  it('takes a token from the header only', async () => {
    const path = `${BASE_PATH}/user/getUserInfo`;
    for (const name of ['token', 'access_token', 'authorization', 'auth']) {
      const query = new URLSearchParams({ user_id: '1', [name]: token }).toString();
      expect(await call({ path: `${path}?${query}`, method: 'get' }, {})).toMatchObject({ error_code: 10001 });
    }
    const cookie = { cookie: `token=${token}; authorization=Bearer ${token}` };
    expect(await call({ path: `${path}?user_id=1`, method: 'get' }, cookie)).toMatchObject({ error_code: 10001 });
    expect(await call({ path: `${path}?user_id=1&x-api-key=${TEST_API_KEY}`, method: 'get' }, {})).toMatchObject({
      error_code: 10001,
    });
  });

  it('of sockets takes it from `auth.token` only', async () => {
    const failing = async (auth: object, query = '', headers = {}): Promise<unknown> => {
      const options = { extraHeaders: headers, query: Object.fromEntries(new URLSearchParams(query)) };
      const error = await UserSocket.connect(chat.client.url, auth, options as object).then(
        (socket) => socket.close(),
        (reason: unknown) => reason,
      );
      return (error as { data?: unknown } | undefined)?.data;
    };
    const envelope = { error_code: 10001, error_msg: '未登录或登录凭证无效' };
    expect(await failing({})).toEqual(envelope);
    expect(await failing({}, `token=${token}`)).toEqual(envelope);
    expect(await failing({}, '', { authorization: `Bearer ${token}` })).toEqual(envelope);
    expect(await failing({ authorization: `Bearer ${token}` })).toEqual(envelope);
    expect(await failing({ token: TEST_API_KEY })).toEqual(envelope);
    expect(await failing({ apiKey: TEST_API_KEY, 'x-api-key': TEST_API_KEY })).toEqual(envelope);
    for (const bad of [1, null, true, {}, [token], { toString: token }, '']) {
      expect(await failing({ token: bad })).toEqual(envelope);
    }
    expect(await failing({ token })).toBeUndefined();
  });

  it('cannot be reached by another spelling of its path', async () => {
    const cms = `${BASE_PATH}/cms/banUser`;
    const spellings = [
      `${cms}/`,
      `/${cms}`,
      cms.replace('/cms/', '//cms/'),
      cms.replace('cms', 'CMS'),
      cms.replace('cms', '%63ms'),
      cms.replace('/cms/', '/cms%2f'),
      cms.replace('/cms/', '/user/../cms/'),
      cms.replace('/cms/', '/./cms/'),
      `${cms};x=1`,
      `${cms}%00`,
      `${cms}?x-api-key=${TEST_API_KEY}`,
    ];
    for (const path of spellings) {
      const answer = await call({ path, method: 'post' }, { authorization: `Bearer ${token}` });
      expect([10001, 10004]).toContain(answer.error_code);
    }
    expect((await chat.client.as(1).get('user/getUserInfo', { user_id: 1 })).datas).toBeDefined();
  });

  it('refuses a handshake in English where the client prefers it', async () => {
    const headers = { 'accept-language': 'en' };
    await expect(UserSocket.connect(chat.client.url, {}, { extraHeaders: headers })).rejects.toMatchObject({
      data: { error_code: 10001, error_msg: 'Not signed in, or the token is not valid' },
    });
  });
});
