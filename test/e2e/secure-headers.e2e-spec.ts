import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendBytes } from '../contract/bad-values/raw-http.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { SECURE_HEADERS } from '../support/secure-headers.js';

const GOOD = 'https://app.example';

describe('What browsers are told', () => {
  let chat: ChatApp;
  beforeAll(async () => (chat = await startChat({ ALLOWED_ORIGINS: GOOD })));
  afterAll(() => chat.close());

  const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${chat.client.url}${path}`, init);

  it.each([
    ['a refusal', `${BASE_PATH}/message/getConversationList?page=1`],
    ['an unknown path', '/nowhere'],
    ['a path that is none', '/%zz'],
    ['liveness', '/healthz'],
    ['the API document', '/docs-json'],
  ])('of %s: it is data, in no frame, and kept nowhere', async (_what, path) => {
    const { headers } = await get(path);
    expect(Object.fromEntries(headers)).toMatchObject(SECURE_HEADERS);
    expect([headers.get('server'), headers.get('x-powered-by')]).toEqual([null, null]);
  });

  it('of what is no HTTP, too', async () => {
    const { headers } = await sendBytes(chat.client.url, 'NONSENSE\r\n\r\n');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
  });

  it('lets Swagger have its own scripts and styles, and nobody else in', async () => {
    const page = await get('/docs');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    const html = await page.text();
    // Scripts that stand in the page itself would not run.
    expect(html.match(/<script(?![^>]*\bsrc=)[^>]*>\s*\S/g)).toBeNull();
    for (const [, source = ''] of html.matchAll(/<script[^>]*\bsrc="([^"]+)"/g)) {
      const script = await get(new URL(source, `${chat.client.url}/docs`).pathname);
      expect([script.status, script.headers.get('content-type')]).toEqual([200, expect.stringContaining('javascript')]);
    }
  });

  it.each([
    [GOOD, GOOD],
    ['https://evil.example', null],
    ['https://app.example.evil.example', null],
    ['null', null],
    [undefined, null],
  ])('a page of %s may read answers: %s', async (origin, allowed) => {
    const headers: Record<string, string> = origin === undefined ? {} : { Origin: origin };
    const answer = await get(`${BASE_PATH}/user/getFriendList`, { method: 'POST', headers });
    expect(answer.headers.get('access-control-allow-origin')).toBe(allowed);
    const preflight = await get(`${BASE_PATH}/user/getFriendList`, {
      method: 'OPTIONS',
      headers: { ...headers, 'Access-Control-Request-Method': 'POST' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBe(allowed);
  });
});
