import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NodeState } from '../../src/ops/node-state.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { documentedRoutes, type Route } from './support/api-document.js';

/** With what a call can be made; one of them is enough. */
function securityOf(path: string): string[] | undefined {
  if (path.endsWith('/cms/login')) return undefined;
  if (path.endsWith('/cms/changePassword')) return ['operator'];
  return path.includes('/cms/') ? ['cms', 'operator'] : ['user'];
}

describe('Outside the base path', () => {
  let chat: ChatApp;
  let routes: Route[];

  beforeAll(async () => {
    chat = await startChat();
    routes = await documentedRoutes(chat.client.url);
  });
  afterAll(() => chat.close());

  const get = (path: string): Promise<Response> => fetch(`${chat.client.url}${path}`);
  const inBase = ({ path }: { path: string }): boolean => path.startsWith(`${BASE_PATH}/`);

  it('/healthz and /readyz answer without credentials and without the envelope', async () => {
    for (const [path, body] of [
      ['/healthz', { status: 'ok' }],
      ['/readyz', { status: 'ready', database: 'up' }],
    ] as const) {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('x-request-id')).toBeTruthy();
      expect(await response.json()).toEqual(body);
    }
  });

  it('/docs is for people, /docs-json for programs', async () => {
    const page = await get('/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('swagger');
    const json = await get('/docs-json');
    expect(json.status).toBe(200);
    expect(json.headers.get('content-type')).toContain('application/json');
    expect(await json.json()).toMatchObject({ openapi: expect.stringMatching(/^3\./), info: { title: 'anlife-chat' } });
  });

  it('the document lists every route, and no other', () => {
    const server = chat.app.getHttpAdapter().getInstance() as {
      printRoutes(options: object): string;
      hasRoute(route: object): boolean;
    };
    const served = [...server.printRoutes({ commonPrefix: false }).matchAll(/(\/anlife\S*) \((GET|POST)\b/g)];
    const expected = served.map(([, path, method]) => `${method} ${path}`);
    const documented = routes.filter(inBase).map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    expect(expected.length).toBeGreaterThanOrEqual(13);
    expect(documented.sort()).toEqual(expected.sort());
    for (const path of ['/healthz', '/readyz']) expect(routes.map((route) => route.path)).toContain(path);
  });

  it('with a summary, an example answer and the errors of each', () => {
    for (const { path, method, operation } of routes.filter(inBase)) {
      expect(operation.summary, path).toBeTruthy();
      const { example, examples } = operation.responses['200']?.content?.['application/json'] ?? {};
      for (const value of examples ? Object.values(examples).map((named) => named.value) : [example])
        expect(value, path).toMatchObject({ datas: expect.anything() });
      const errors = Object.entries(operation.responses).filter(([status]) => status !== '200');
      const codes = errors.flatMap(([, { description }]) => description.match(/\b\d{5}\b/g) ?? []);
      expect(codes, path).toEqual(expect.arrayContaining(['10000', '10001', '10002', '10006', '10007', '10500']));
      expect(codes.includes('10008'), path).toBe(method === 'post');
      expect(
        operation.security?.flatMap((way) => Object.keys(way)),
        path,
      ).toEqual(securityOf(path));
    }
  });

  it('names the codes of the document’s own interfaces', () => {
    const codesOf = (name: string): string =>
      JSON.stringify(routes.find(({ path }) => path.endsWith(`/message/${name}`))?.operation.responses);
    for (const code of [20001, 20006, 20007, 20009]) expect(codesOf('sendMessage')).toContain(String(code));
    for (const code of [20004, 20005, 20006, 20008, 20009]) expect(codesOf('sendGroupMessage')).toContain(String(code));
    expect(codesOf('getHistory')).toContain('20004');
  });

  it('says how inputs may be sent: forms for all POSTs but those that hold lists of objects', () => {
    for (const { path, method, operation } of routes.filter(inBase)) {
      const types = Object.keys(operation.requestBody?.content ?? {});
      if (method === 'get') expect(types, path).toEqual([]);
      else if (path.endsWith('/importUsers')) expect(types).toEqual(['application/json']);
      else
        expect(types, path).toEqual(
          expect.arrayContaining(['application/x-www-form-urlencoded', 'multipart/form-data']),
        );
    }
  });

  it.each([
    ['GET', '/'],
    ['GET', '/nothing'],
    ['GET', BASE_PATH],
    ['GET', `${BASE_PATH}/message/sendMessage`],
    ['POST', `${BASE_PATH}/message/getHistory`],
    ['DELETE', `${BASE_PATH}/message/sendMessage`],
    ['POST', '/healthz'],
  ])('%s %s is a 10004 in the envelope', async (method, path) => {
    const response = await fetch(`${chat.client.url}${path}`, { method });
    expect(response.status).toBe(404);
    expect(response.headers.get('x-request-id')).toBeTruthy();
    expect(await response.json()).toEqual({ error_code: 10004, error_msg: '接口不存在或请求方法错误' });
  });

  // Last, because there is no way back.
  it('/readyz is a 503 while draining; /healthz is not', async () => {
    chat.app.get(NodeState).drain();
    const response = await get('/readyz');
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ status: 'draining', database: 'up' });
    expect((await get('/healthz')).status).toBe(200);
  });
});
