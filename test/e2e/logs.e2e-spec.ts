import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat, TEST_API_KEY, TEST_JWT_SECRET } from '../support/chat/chat-app.js';
import { BASE_PATH, textMessage } from '../support/chat/chat-client.js';
import { store } from '../support/stores/test-database.js';
import { sign } from './support/tokens.js';

/** Part of every text that is sent here. */
const PRIVATE = 'a-word-that-is-nobody-elses-business';

describe('The log', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
    await chat.client.token(1);
  });
  afterAll(() => chat.close());

  const lines = () => chat.log.filter((line) => 'request_id' in line && 'status' in line);

  /** What one request adds to the log. */
  async function linesOf(path: string, init: RequestInit = {}) {
    const before = lines().length;
    const response = await fetch(`${chat.client.url}${path}`, init);
    await response.text();
    await expect.poll(() => lines().length).toBeGreaterThan(before);
    return { added: lines().slice(before), requestId: response.headers.get('x-request-id') };
  }

  it.each([
    ['of a user', 'GET', '/user/getUserInfo?user_id=1&secret=1', 'user', { user: '1', status: 200 }],
    ['that is refused', 'GET', '/user/getUserInfo?user_id=x', 'user', { user: '1', status: 400, error_code: 10000 }],
    ['of the host app', 'POST', '/cms/banUser', 'cms', { user: 'cms', status: 400, error_code: 10000 }],
    ['of nobody', 'GET', '/user/getUserInfo?user_id=1', 'none', { status: 401, error_code: 10001 }],
  ])('has one line for a call %s', async (_what, method, path, who, expected) => {
    const headers: Record<string, string> =
      who === 'user'
        ? { authorization: `Bearer ${await chat.client.token(1)}` }
        : who === 'cms'
          ? { 'x-api-key': TEST_API_KEY }
          : {};
    const { added, requestId } = await linesOf(`${BASE_PATH}${path}`, { method, headers });
    expect(added).toHaveLength(1);
    expect(added[0]).toMatchObject({
      ...expected,
      level: 30,
      request_id: requestId,
      method,
      // The pattern, without its query.
      route: `${BASE_PATH}${path.split('?')[0]}`,
      ms: expect.any(Number),
    });
    if (who === 'none') expect(added[0]).not.toHaveProperty('user');
  });

  it('takes the caller’s request id where it fits a line, and makes one up otherwise', async () => {
    const own = await linesOf('/healthz', { headers: { 'x-request-id': 'trace-1.2:3' } });
    expect(own.requestId).toBe('trace-1.2:3');
    expect(own.added[0]?.request_id).toBe('trace-1.2:3');
    for (const bad of ['x'.repeat(65), 'a b', '{"level":60}', '']) {
      const { added, requestId } = await linesOf('/healthz', { headers: { 'x-request-id': bad } });
      expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(added).toMatchObject([{ request_id: requestId }]);
    }
  });

  it('has one line for what is no route, bounded in size and without the query', async () => {
    const { added } = await linesOf(`/nothing/${'x'.repeat(4000)}?token=${PRIVATE}`);
    expect(added).toHaveLength(1);
    expect(added[0]).toMatchObject({ status: 404 });
    expect(JSON.stringify(added[0]).length).toBeLessThan(1_500);
  });

  it('has one line for a body that is not read to its end', async () => {
    const headers = { 'x-api-key': TEST_API_KEY, 'content-type': 'application/json' };
    const { added } = await linesOf(`${BASE_PATH}/cms/importUsers`, { method: 'POST', headers, body: `{"${PRIVATE}` });
    expect(added).toMatchObject([{ status: 400 }]);
  });

  it('holds no token, no key, no secret and no message, whatever goes wrong', async () => {
    const good = await chat.client.token(1);
    const tokens = [good, await sign({ exp: 1 }), await sign({ sub: '404' }), `${good}x`];
    for (const token of tokens) {
      const bearer = { authorization: `Bearer ${token}` };
      await chat.client.get('user/getUserInfo', { user_id: 1, token }, bearer);
      await chat.client.post('message/sendMessage', { to_uid: 2, message: textMessage(PRIVATE) }, bearer, 'json');
      await chat.client.connect(1).then((device) => device.emit('message:send', { to_uid: 2, message: PRIVATE }));
    }
    for (const encoding of ['json', 'form', 'multipart'] as const) {
      const parameters = { to_uid: 'x', message: textMessage(PRIVATE), client_msg_id: `${PRIVATE} ${encoding}` };
      await chat.client.as(1).post('message/sendMessage', parameters, encoding);
      await chat.client.as(1).post('message/sendMessage', { ...parameters, to_uid: 2 }, encoding);
    }
    await chat.client.cms('issueUserToken', { user_id: 1 });
    expectNothingPrivate([TEST_API_KEY, TEST_JWT_SECRET, ...tokens.map((token) => token.split('.')[2] ?? '')]);
  });

  it('holds no message where storing it fails, and tells that something did', async () => {
    await chat.app.get(UnitOfWork).run((tx) =>
      tx.execute(
        store === 'sqlite'
          ? `CREATE TRIGGER broken BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'the store is broken'); END`
          : `CREATE TRIGGER broken BEFORE INSERT ON messages FOR EACH ROW
               SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the store is broken'`,
      ),
    );
    const device = await chat.client.connect(1);
    const text = `${PRIVATE} and broken`;
    const answers = [
      await chat.client.as(1).send(2, text, `${PRIVATE} client id`),
      await device.emit('message:send', { to_uid: 2, message: textMessage(text) }),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ error_code: 10500, error_msg: '服务器内部错误' });
      expect(answer).not.toHaveProperty('datas');
    }
    const told = chat.log.filter(({ level }) => level === 50);
    expect(JSON.stringify(told)).toContain('the store is broken');
    expectNothingPrivate([]);
  });

  function expectNothingPrivate(others: readonly string[]): void {
    for (const line of chat.log) {
      const text = JSON.stringify(line);
      for (const secret of [PRIVATE, ...others]) {
        // Without the line itself in the failure: it would be printed there.
        if (text.includes(secret))
          throw new Error(`A line holds a secret: ${String(line.msg)} (${Object.keys(line).join()})`);
      }
    }
  }
});
