import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import type { Answer } from '../support/chat/envelope.js';
import { answersOf } from './support/limits.js';
import { OperatorClient } from './support/operators.js';
import { inSeconds, sign } from './support/tokens.js';
import { postWithoutBody } from './support/unsent-body.js';

const LIMIT = 6;
const SEND = `${BASE_PATH}/message/sendMessage`;
const SYNC = `${BASE_PATH}/message/sync`;
const SAVE = `${BASE_PATH}/cms/saveGroup`;
const CREATE = `${BASE_PATH}/cms/createOperator`;

describe('No body is read', () => {
  let chat: ChatApp;
  let token: string;
  let operatorToken: string;
  /** Each test has an address and a user of its own. */
  let tests = 0;

  beforeAll(async () => {
    chat = await startChat({ RATE_LIMIT: String(LIMIT), TRUST_PROXY: 'true' });
    await chat.client.importUsers(...Array.from({ length: 40 }, (_, index) => 1 + index));
    operatorToken = (await OperatorClient.create(chat.client, 'boss', 'admin')).token;
  });
  beforeEach(async () => {
    tests += 1;
    token = await chat.client.token(tests);
  });
  afterAll(() => chat.close());

  const post = (path: string, headers: Record<string, string> = {}) =>
    postWithoutBody(chat.client.url, path, { 'x-forwarded-for': `203.0.113.${tests}`, ...headers });
  const whole = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    fetch(`${chat.client.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': `203.0.113.${tests}`, ...headers },
      body: '{}',
    }).then(async (response) => ({ ...((await response.json()) as object), status: response.status }));
  const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

  it.each<[string, string, number, () => Record<string, string> | Promise<Record<string, string>>]>([
    ['no credentials, for users', SEND, 10001, () => ({})],
    ['no credentials, for the CMS', SAVE, 10001, () => ({})],
    ['an Authorization of no kind', SEND, 10001, () => ({ authorization: 'x' })],
    ['the same, where bodies may be large', SYNC, 10001, () => ({ authorization: 'x' })],
    ['a bad token', SEND, 10001, () => bearer('x.y.z')],
    ['an expired token', SEND, 10002, async () => bearer(await sign({ exp: inSeconds(-1) }))],
    ['an operator’s token, for users', SEND, 10001, () => bearer(operatorToken)],
    ['a wrong key', SAVE, 10001, () => ({ 'x-api-key': 'wrong' })],
    ['a user’s token, for the CMS', SAVE, 10001, () => bearer(token)],
    ['the key, for users', SEND, 10001, () => ({ 'x-api-key': chat.client.apiKey })],
  ])('with %s (%s), once their address is over its limit', async (_what, path, code, headersOf) => {
    const headers = await headersOf();
    expect(await answersOf(LIMIT, () => whole(path, headers))).toEqual([[code, LIMIT]]);
    expect(await post(path, headers)).toMatchObject({ status: 429, error_code: 10005 });
  });

  it('of a user over the limit', async () => {
    const call = () => chat.client.as(tests).get('user/getUserInfo', { user_id: 1 });
    await answersOf(LIMIT, call);
    expect(await post(SEND, bearer(token))).toMatchObject({ status: 429, error_code: 10005 });
    // Nor does it count: sync has a budget of its own, and is still let in.
    expect(await chat.client.as(tests).post('message/sync', { known: {} })).toMatchObject({ status: 200 });
  });

  it('of an operator over the limit', async () => {
    const boss = await OperatorClient.create(chat.client, `boss${tests}`, 'admin');
    await answersOf(LIMIT, () => boss.get('listOperators'));
    expect(await post(CREATE, bearer(boss.token))).toMatchObject({ status: 429, error_code: 10005 });
  });

  it('of who logs in from an address over its limit, whatever they bring along', async () => {
    await answersOf(LIMIT, () => whole(SEND));
    expect(await post(`${BASE_PATH}/cms/login`, { authorization: 'x' })).toMatchObject({ error_code: 10005 });
  });

  it('for any interface: each one of the document has its kind of callers', async () => {
    const { paths } = (await (await fetch(`${chat.client.url}/docs-json`)).json()) as {
      paths: Record<string, { post?: object }>;
    };
    const calls = Object.keys(paths).filter((path) => path.startsWith(`${BASE_PATH}/`) && paths[path]?.post);
    expect(calls.length).toBeGreaterThan(40);
    await answersOf(LIMIT, () => whole(SEND));
    for (const path of calls)
      expect([path, (await post(path, { authorization: 'x' })).error_code]).toEqual([path, 10005]);
  });
});
