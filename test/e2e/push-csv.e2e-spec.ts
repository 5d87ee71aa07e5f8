import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { PushAudienceRepository } from '../../src/cms/pushes/push-audience.repository.js';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import { target } from '../support/chat/target.js';
import { whileBroken } from './support/broken-storage.js';
import { OperatorClient, PASSWORD } from './support/operators.js';

const KEY = { 'x-api-key': TEST_API_KEY };
const SERVICE = 116;
/** As many as one page of a CSV holds, and a second one. */
const PAGE = 1_000;
const RECEIVERS = Array.from({ length: PAGE + 50 }, (_, index) => index + 1);

const NEW_PASSWORD = 'zhang-yang-lu-1688';

/** Nicknames, and how they are shown. */
const NAMES: readonly (readonly [nickname: string, shown: string])[] = [
  ...['a "b" ""', 'a,b;c', 'a\r\nb', 'a\nb', 'a\rb', '小安', "'x", 'a=1', '1-1', ' ', '"'].map(
    (name) => [name, name] as const,
  ),
  ...[...'=+-@＝＋－＠'].map((first) => [`${first}1+1`, `'${first}1+1`] as const),
  ...[...'\t\r\n'].map((first) => [`${first}=1+1`, `'${first}=1+1`] as const),
  // Spreadsheets cut off what is white, and go on to look.
  ...[' =1+1', '\u3000=1+1', '\u00a0＝1+1', '\ufeff=1+1'].map((name) => [name, `'${name}`] as const),
  ['=HYPERLINK("http://x",1),"', '\'=HYPERLINK("http://x",1),"'],
];

interface Log {
  readonly entries: readonly object[];
}

/** By RFC 4180: lines end with CRLF, also the last one; quotes are doubled. */
function parseCsv(text: string): string[][] {
  expect(text).toMatch(/^(("([^"]|"")*"|[^",\r\n]*)(,|\r\n))*$/);
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, field = '', end] of text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)) {
    row.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('Receivers of a push as CSV', () => {
  let chat: ChatApp;
  let msgId: number;
  let names = 0;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...RECEIVERS);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    const push = { service_id: SERVICE, msg_type: 1, message: { text: 'x' }, user_id: RECEIVERS };
    msgId = datasOf(await chat.client.cms<number>('sendMessage', push));
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => chat.close());

  const exported = (headers: Record<string, string>, id = msgId): Promise<Response> =>
    fetch(`${chat.client.url}${BASE_PATH}/cms/getPushReceivers?msg_id=${id}`, {
      headers: { accept: 'text/csv', ...headers },
    });
  const newcomer = async (role: 'admin' | 'operator'): Promise<OperatorClient> => {
    const who = await OperatorClient.create(chat.client, `${role}-${(names += 1)}`, role);
    const assignment = { username: who.username, service_id: SERVICE, assigned: 1 };
    datasOf(await chat.client.cms('assignOperator', assignment));
    return who;
  };

  it('are whole whatever they are called, and no name is a formula', async () => {
    const users = NAMES.map(([nickname], index) => ({ user_id: 5_001 + index, nickname, photo: '' }));
    await chat.client.importUsers(...users);
    const user_id = users.map((user) => user.user_id);
    const push = { service_id: SERVICE, msg_type: 1, message: { text: 'x' }, user_id };
    const response = await exported(KEY, datasOf(await chat.client.cms<number>('sendMessage', push)));
    const [header, ...rows] = parseCsv(await response.text());
    expect(header).toEqual(['user_id', 'nickname', 'status', 'received_at', 'read_at']);
    expect(rows).toEqual(NAMES.map(([, shown], index) => [String(5_001 + index), shown, '0', '', '']));
  });

  it('are a 20002 in the envelope to an operator without the account, as for an unknown push', async () => {
    const { token } = await OperatorClient.create(chat.client, 'outsider', 'operator');
    const headers = { authorization: `Bearer ${token}` };
    const answers = [await exported(headers), await exported(headers, 404_404)];
    for (const answer of answers) expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    const [refused, unknown] = await Promise.all(answers.map((answer) => answer.json()));
    expect(refused).toMatchObject({ error_code: 20002 });
    expect([refused, ...answers.map(({ status }) => status)]).toEqual([unknown, 404, 404]);
  });

  it('are in the log where the API key takes them out, and refused where it takes no entry', async () => {
    const log = async () =>
      datasOf(await chat.client.get<Log>('cms/getAuditLog', { action: 'getPushReceivers' }, KEY)).entries;
    const before = (await log()).length;
    await (await exported({ ...KEY, 'x-request-id': 'taken-by-key' })).text();
    const entries = await log();
    expect(entries).toHaveLength(before + 1);
    const expected = { actor: 'api_key', service_id: SERVICE, request_id: 'taken-by-key', outcome: 'done' };
    expect(entries[0]).toMatchObject(expected);
    await whileBroken(chat, 'INSERT ON cms_audit', async () => {
      const refused = await exported(KEY);
      expect([refused.status, refused.headers.get('content-type')]).toEqual([503, 'application/json; charset=utf-8']);
      expect(await refused.json()).toMatchObject({ error_code: 10007 });
    });
    expect(await log()).toHaveLength(before + 1);
  });

  describe.skipIf(target === 'cluster')('that has begun', () => {
    /** `work` is done once the first page has been read, and before the second one is. */
    const betweenPages = (work: () => Promise<Answer>): void => {
      const audience = chat.app.get(PushAudienceRepository);
      const find = audience.findReceivers.bind(audience);
      vi.spyOn(audience, 'findReceivers').mockImplementation(async (push, after, limit) => {
        if (after > 0) datasOf(await work());
        return find(push, after, limit);
      });
    };
    /** What came before the end, and whether that was the end of the file. */
    const take = async (response: Response): Promise<{ lines: string[]; isWhole: boolean }> => {
      const decoder = new TextDecoder();
      let text = '';
      let isWhole = true;
      try {
        for await (const chunk of response.body ?? []) text += decoder.decode(chunk as Uint8Array, { stream: true });
      } catch (error) {
        expect(error).toMatchObject({ message: 'terminated' });
        isWhole = false;
      }
      return { lines: text.split('\r\n').slice(1, -1), isWhole };
    };

    it('goes on for who may read it', async () => {
      const { token } = await newcomer('operator');
      betweenPages(() => chat.client.cms('removeOperator', { username: 'somebody-else' }));
      const { lines, isWhole } = await take(await exported({ authorization: `Bearer ${token}` }));
      expect([lines.length, isWhole]).toEqual([RECEIVERS.length, true]);
    });

    it('ends the connection when the operator changes their own password; with the new token it is whole', async () => {
      const reader = await newcomer('operator');
      let fresh = '';
      betweenPages(async () => {
        if (fresh !== '') return { status: 200, datas: 1 };
        const passwords = { old_password: PASSWORD, new_password: NEW_PASSWORD };
        const answer = await reader.post<{ token: string }>('changePassword', passwords);
        fresh = datasOf(answer).token;
        return answer;
      });
      const { lines, isWhole } = await take(await exported({ authorization: `Bearer ${reader.token}` }));
      expect(isWhole).toBe(false);
      expect(lines.length).toBeLessThanOrEqual(PAGE);
      const again = await take(await exported({ authorization: `Bearer ${fresh}` }));
      expect([again.lines.length, again.isWhole]).toEqual([RECEIVERS.length, true]);
    });

    it.each([
      ['an operator is unassigned', 'operator', 'assignOperator', { service_id: SERVICE, assigned: 0 }],
      ['an operator is removed', 'operator', 'removeOperator', {}],
      ['an admin is removed', 'admin', 'removeOperator', {}],
      ['an operator has a new password', 'operator', 'updateOperator', { password: NEW_PASSWORD }],
      ['an admin has a new password', 'admin', 'updateOperator', { password: NEW_PASSWORD }],
      ['an admin is one no more', 'admin', 'updateOperator', { role: 'operator' }],
    ] as const)('ends the connection when %s, and no page more goes out', async (_, role, call, parameters) => {
      const { token, username } = await newcomer(role);
      betweenPages(() => chat.client.cms(call, { username, ...parameters }));
      const response = await exported({ authorization: `Bearer ${token}` });
      expect(response.status).toBe(200);
      const { lines, isWhole } = await take(response);
      expect(isWhole).toBe(false);
      expect(lines.length).toBeLessThanOrEqual(PAGE);
    });
  });
});
