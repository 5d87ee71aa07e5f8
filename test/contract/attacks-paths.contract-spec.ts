import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { login, OperatorClient, PASSWORD } from '../e2e/support/operators.js';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { UserSocket } from '../support/chat/user-socket.js';
import { type Spelling, spellingsOf } from './attacks/spellings.js';
import { type RawAnswer, sendBytes } from './bad-values/raw-http.js';

const VICTIM = 2;
/** A call of each verb that is for admins only. */
const CALLS = [
  { verb: 'POST', call: 'banUser' },
  { verb: 'GET', call: 'getAuditLog' },
] as const;
const WHO = ['nobody', 'a user', 'a wrong key', 'a user with a wrong key', 'an operator'] as const;
type Who = (typeof WHO)[number] | 'the key';

let chat: ChatApp;
const credentials = new Map<Who, string[]>();

beforeAll(async () => {
  chat = await startChat();
  await chat.client.importUsers(1, VICTIM);
  const user = `Authorization: Bearer ${await chat.client.token(1)}`;
  const { token } = await OperatorClient.create(chat.client, 'editor', 'operator');
  credentials
    .set('nobody', [])
    .set('a user', [user])
    .set('a wrong key', ['X-Api-Key: wrong'])
    .set('a user with a wrong key', [user, 'X-Api-Key: wrong'])
    .set('an operator', [`Authorization: Bearer ${token}`])
    .set('the key', [`X-Api-Key: ${TEST_API_KEY}`]);
});
afterAll(() => chat.close());

function ask(verb: string, { target, headers = [] }: Spelling, who: Who): Promise<RawAnswer> {
  const body = verb === 'POST' ? JSON.stringify({ user_id: VICTIM }) : '';
  const lines = [
    `${verb} ${target} HTTP/1.1`,
    'Host: chat',
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    ...headers,
    ...(credentials.get(who) ?? []),
  ];
  return sendBytes(chat.client.url, Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1'));
}

describe('Another spelling of the path of a CMS call', () => {
  const isIn = async (): Promise<boolean> =>
    (await chat.client.as(VICTIM).get('user/getUserInfo', { user_id: 1 })).error_code === undefined;

  it.each(spellingsOf('…', '…'))('$name opens nothing to who has not the key', async ({ name }) => {
    for (const { verb, call } of CALLS) {
      const spelling = spellingsOf(call, TEST_API_KEY).find((one) => one.name === name);
      if (!spelling) throw new Error(`No ${name}`);
      for (const who of WHO) {
        const { status, body } = await ask(verb, spelling, who);
        expect([who, Object.keys(body)]).toEqual([who, ['error_code', 'error_msg']]);
        expect([10000, 10001, 10003, 10004]).toContain(body.error_code);
        expect([400, 401, 403, 404]).toContain(status);
      }
    }
    expect(await isIn()).toBe(true);
  });

  it('some reach the call by the right credentials: the guard is what refused the others', async () => {
    const reached: string[] = [];
    for (const spelling of spellingsOf('getAuditLog', TEST_API_KEY)) {
      const { body } = await ask('GET', spelling, 'the key');
      if (body.datas !== undefined) reached.push(spelling.name);
      else expect([10000, 10001, 10004]).toContain(body.error_code);
    }
    expect(reached).toEqual(expect.arrayContaining(['the path itself', 'a letter escaped', 'all letters escaped']));
  });

  it.each(['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE'])('nor does another verb: %s', async (verb) => {
    for (const { call } of CALLS)
      for (const who of WHO) {
        const text = (credentials.get(who) ?? []).map((line) => line.split(': ') as [string, string]);
        if (verb === 'TRACE') {
          const { body } = await ask(verb, { name: verb, target: `${BASE_PATH}/cms/${call}` }, who);
          expect(body.error_code).toBe(10004);
          continue;
        }
        const init = { method: verb, headers: Object.fromEntries(text) };
        const { status } = await fetch(`${chat.client.url}${BASE_PATH}/cms/${call}`, init);
        expect([401, 403, 404]).toContain(status);
      }
    expect(await isIn()).toBe(true);
  });
});

const NEAR: [what: string, lines: string[]][] = [
  ['of one letter', ['X-Api-Key: x']],
  ['empty', ['X-Api-Key:']],
  ['one letter short', [`X-Api-Key: ${TEST_API_KEY.slice(0, -1)}`]],
  ['one letter long', [`X-Api-Key: ${TEST_API_KEY}x`]],
  ['in capitals', [`X-Api-Key: ${TEST_API_KEY.toUpperCase()}`]],
  ['of the right length', [`X-Api-Key: ${'x'.repeat(TEST_API_KEY.length)}`]],
  ['8 KB long', [`X-Api-Key: ${'x'.repeat(8192)}`]],
  ['not in ASCII', [`X-Api-Key: ${TEST_API_KEY.replace('e', 'é')}`]],
  ['UTF-8', [`X-Api-Key: ${Buffer.from('密钥').toString('latin1')}`]],
  ['sent twice', [`X-Api-Key: ${TEST_API_KEY}`, `X-Api-Key: ${TEST_API_KEY}`]],
  ['sent beside a wrong one', ['X-Api-Key: wrong', `X-Api-Key: ${TEST_API_KEY}`]],
  ['a list', [`X-Api-Key: ${TEST_API_KEY}, wrong`]],
  ['JSON', [`X-Api-Key: ["${TEST_API_KEY}"]`]],
  ['in quotes', [`X-Api-Key: "${TEST_API_KEY}"`]],
  ['a bearer token', [`Authorization: Bearer ${TEST_API_KEY}`]],
  ['a password', [`Authorization: Basic ${Buffer.from(`cms:${TEST_API_KEY}`).toString('base64')}`]],
];

describe('The API key', () => {
  const path = `${BASE_PATH}/cms/getAuditLog`;
  const ofRequest = ['x-request-id', 'date'];
  const withKey = async (headers: readonly string[]): Promise<object> => {
    const answer = await ask('GET', { name: '', target: path, headers }, 'nobody');
    const rest = Object.entries(answer.headers).filter(([name]) => !ofRequest.includes(name));
    return { ...answer, headers: Object.fromEntries(rest) };
  };

  it.each(NEAR.map(([what, headers]) => ({ what, headers })))(
    'a key that is $what is answered as any wrong one',
    async ({ headers }) => {
      const wrong = await withKey(['X-Api-Key: wrong']);
      expect(wrong).toMatchObject({ status: 401, body: { error_code: 10001 } });
      expect(await withKey(headers)).toEqual(wrong);
    },
  );

  it.each([1, null, true, '', 'x', 'x'.repeat(10_000), TEST_API_KEY.slice(1), '密钥', '\0', [TEST_API_KEY], [[]], {}])(
    'is no %j in the handshake of /cms either',
    async (api_key) => {
      for (const key of [api_key, { toString: api_key }]) {
        const refusal = UserSocket.connect(`${chat.client.url}/cms`, { api_key: key });
        await expect(refusal).rejects.toMatchObject({ data: { error_code: 10001, error_msg: '未登录或登录凭证无效' } });
      }
    },
  );

  it('is no password of an operator', async () => {
    expect(await login(chat.client, 'api_key', TEST_API_KEY)).toMatchObject({ status: 401, error_code: 10001 });
    datasOf(await login(chat.client, 'editor', PASSWORD));
  });
});
