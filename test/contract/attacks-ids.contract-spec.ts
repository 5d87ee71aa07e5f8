import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { login, OperatorClient, PASSWORD } from '../e2e/support/operators.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { textMessage } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { ANN, type Between, bytesOf, CARL, letThemMeet, MALLORY, READINGS, REPEATS } from './attacks/readings.js';
import { type ApiDocument, operationsOf } from './bad-values/api-document.js';

let chat: ChatApp;
let between: Between;

beforeAll(async () => {
  chat = await startChat();
  between = await letThemMeet(chat.client);
});
afterAll(() => chat.close());

/** Contract, section 2: no parameter names another caller. */
describe('A call that reads', () => {
  const NAMES = ['uid', 'from_uid', 'token_uid', 'caller', 'sub', 'viewer', 'user', 'owner_uid', 'login_uid'];
  const HEADERS = ['x-user-id', 'x-uid', 'x-forwarded-user', 'x-auth-request-user', 'x-remote-user', 'from'];
  const named = (value: unknown) => Object.fromEntries(NAMES.map((name) => [name, value]));

  it('is in the list of them', async () => {
    const document = (await (await fetch(`${chat.client.url}/docs-json`)).json()) as ApiDocument;
    const reading = operationsOf(document).filter(
      ({ access, name, transports }) =>
        access === 'user' && (transports[0] === 'query' || /\/(get|is|sync)/.test(name)),
    );
    expect(READINGS.map(({ name }) => name).sort()).toEqual(reading.map(({ name }) => name).sort());
  });

  it.each(READINGS)('$name is answered to the token’s user, whoever else is named', async (reading) => {
    const input = reading.input(between);
    const headers = { ...Object.fromEntries(HEADERS.map((name) => [name, String(ANN)])), cookie: `uid=${ANN}` };
    const plain = await bytesOf(chat.client, MALLORY, reading, input);
    for (const value of [ANN, String(ANN)])
      expect(await bytesOf(chat.client, MALLORY, reading, { ...named(value), ...input }, headers)).toBe(plain);
    // Where all is about the caller, this is no accident.
    if (reading.own) expect(await bytesOf(chat.client, ANN, reading, input)).not.toBe(plain);
  });
});

/** Contract, section 5: to who is blocked it is told where they send or apply, and by nothing else. */
describe('A block', () => {
  const calls = [...READINGS, ...REPEATS];
  const before = new Map<string, string>();
  const heard: unknown[] = [];
  const ask = (call: (typeof calls)[number]) => bytesOf(chat.client, MALLORY, call, call.input(between));

  beforeAll(async () => {
    for (const call of calls) before.set(call.name, await ask(call));
    const socket = await chat.client.connect(MALLORY);
    datasOf(await chat.client.as(ANN).post('user/addUserToBlacklist', { to_uid: MALLORY }));
    expect(await chat.client.as(MALLORY).send(ANN, 'x')).toMatchObject({ error_code: 20003 });
    // Answered after whatever was pushed before.
    await socket.emit('message:sync', { known: {} });
    for (const call of calls) before.set(`${call.name}, blocked`, await ask(call));
    datasOf(await chat.client.as(ANN).post('user/delUserFromBlacklist', { to_uid: MALLORY }));
    await socket.emit('message:sync', { known: {} });
    heard.push(...socket.received);
    socket.close();
  });

  it.each(calls)('$name answers who is blocked as before, byte for byte', (call) => {
    expect(before.get(`${call.name}, blocked`)).toBe(before.get(call.name));
    expect(before.get(call.name)).toMatch(/^\[200,/);
  });

  it('nothing is pushed to who is blocked, neither when it begins nor when it ends', () => {
    expect(heard).toEqual([]);
  });

  it('isInBlacklist says to the blocker what it does not say to the blocked', async () => {
    datasOf(await chat.client.as(ANN).post('user/addUserToBlacklist', { to_uid: MALLORY }));
    const isIn = async (uid: number, to_uid: number) =>
      datasOf(await chat.client.as(uid).post('user/isInBlacklist', { to_uid }));
    expect([await isIn(ANN, MALLORY), await isIn(MALLORY, ANN)]).toEqual([1, 0]);
    datasOf(await chat.client.as(ANN).post('user/delUserFromBlacklist', { to_uid: MALLORY }));
  });
});

describe('Ids one after the other', () => {
  const friends = async (uid: number): Promise<unknown> =>
    datasOf(await chat.client.as(uid).post('user/getFriendList', { page: 1 }));

  it('walking over the ids of applications makes no friends', async () => {
    const known = [await friends(ANN), await friends(MALLORY), await friends(CARL)];
    const answers = new Set<string>();
    for (let id = 1; id <= 30; id += 1)
      for (const name of ['user/agreeFriendApply', 'user/rejectFriendApply'])
        answers.add(await bytesOf(chat.client, CARL, { name, method: 'post' }, { relation_apply_id: id }));
    // Those to Carl are agreed to already; all others are as if they were not there.
    const refusals = [...answers].filter((answer) => answer.includes('40003'));
    expect(refusals).toHaveLength(1);
    expect([...answers].filter((answer) => !/40001|40003|\{\\"datas\\":1\}/.test(answer))).toEqual([]);
    expect([await friends(ANN), await friends(MALLORY), await friends(CARL)]).toEqual(known);
  });

  it('walking over the ids of messages shows and marks nothing', async () => {
    // Nodes take their ids from blocks of their own.
    const around = (id: number) => Array.from({ length: 7 }, (_, index) => id - 3 + index);
    const ids = [...new Set([...around(between.sent), ...around(between.received)])];
    const mine = new Set<number>();
    const { messages } = datasOf(
      await chat.client.as(CARL).post<{ messages: { msg_id: number }[] }>('message/sync', { known: {} }),
    );
    for (const { msg_id } of messages) mine.add(msg_id);
    const others = ids.filter((id) => id > 0 && !mine.has(id));
    expect(others).toEqual(expect.arrayContaining([between.sent, between.received]));
    const status = await chat.client.as(ANN).get('message/getMessageStatus', { msg_id: between.received });
    const answers = new Set<string>();
    for (const msg_id of others) {
      for (const name of ['updateMessageReceiveStatus', 'updateMessageReadStatus'] as const) {
        const input = { msg_id, status: name === 'updateMessageReadStatus' ? 4 : 3 };
        answers.add(await bytesOf(chat.client, CARL, { name: `message/${name}`, method: 'post' }, input));
      }
      answers.add(await bytesOf(chat.client, CARL, { name: 'message/recallMessage', method: 'post' }, { msg_id }));
      answers.add(await bytesOf(chat.client, CARL, { name: 'message/getMessageStatus', method: 'get' }, { msg_id }));
    }
    expect([...answers]).toEqual([expect.stringContaining('20002')]);
    expect(await chat.client.as(ANN).get('message/getMessageStatus', { msg_id: between.received })).toEqual(status);
  });

  it('a user’s id is no official account’s: getServiceMsg shows nothing between users', async () => {
    const ask = (service_id: number, search_type: number) =>
      chat.client.get('cms/getServiceMsg', { service_id, search_type }, { 'x-api-key': chat.client.apiKey });
    for (const type of [1, 2]) expect(await ask(ANN, type)).toMatchObject({ error_code: 20006 });
    // Nor where an account has the very same id.
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: ANN, nickname: 'the account', photo: '' }));
    for (const type of [1, 2]) expect(JSON.stringify(datasOf(await ask(ANN, type)))).not.toContain('mallory');
    datasOf(
      await chat.client.as(MALLORY).post('message/sendMessage', {
        to_uid: ANN,
        send_type: 2,
        message: textMessage('to the account'),
      }),
    );
    expect(JSON.stringify(datasOf(await ask(ANN, 1)))).toMatch(/to the account/);
    expect(JSON.stringify(datasOf(await ask(ANN, 1)))).not.toContain('from mallory');
  });
});

const SQL = [
  "' OR '1'='1",
  "'; DROP TABLE messages; --",
  '" OR ""="',
  "\\'; --",
  '%',
  '_',
  "x' AND SLEEP(5) #",
  '`users`',
];

describe('SQL in a text', () => {
  it.each(SQL)('is text like any other: %j', async (text) => {
    const { client } = chat;
    const photo = '';
    await client.importUsers({ user_id: 50, nickname: text, photo }, { user_id: 51, nickname: 'other', photo });
    const info = await client.as(50).get('user/getUserInfo', { user_id: '50,51' });
    expect(info.datas).toMatchObject({ users: [{ nickname: text }, { nickname: 'other' }] });
    const msgId = datasOf(await client.as(50).send(51, text, text));
    // The same client id is the same message, and no other one is.
    expect(await client.as(50).send(51, text, text)).toMatchObject({ datas: msgId });
    expect(datasOf(await client.as(50).send(51, text, `${text} `))).not.toBe(msgId);
    const history = await client.as(51).get('message/getHistory', { conversation_id: 'u:50', limit: 1 });
    expect(history.datas).toMatchObject({ messages: [{ body: { text }, from: { nickname: text } }] });
    datasOf(await client.as(50).post('user/addFriendApply', { to_uid: 51, comment: text }));
    const applies = await client.as(51).post('user/getFriendApplyList', { page: 1, page_size: 1 });
    expect(applies.datas).toMatchObject({ applys: [{ comment: text }] });
    datasOf(await client.as(51).post('user/rejectFriendApply', { relation_apply_id: idOf(applies.datas) }));
    const group = datasOf(await client.as(50).post<{ group_id: number }>('group/createGroup', { name: text }));
    const groups = await client.as(50).get('group/getGroupInfo', { group_type: 1, group_id: group.group_id });
    expect(groups.datas).toMatchObject({ name: text });
  });

  const idOf = (list: unknown): number =>
    (list as { applys: { relation_apply_id: number }[] }).applys[0]?.relation_apply_id ?? 0;

  describe('as a user name or password', () => {
    beforeAll(() => OperatorClient.create(chat.client, 'boss', 'admin'));

    it.each([
      ["boss' --", PASSWORD],
      ["' OR '1'='1", "' OR '1'='1"],
      ['boss%', PASSWORD],
      ['bos_', PASSWORD],
      ['BOSS', PASSWORD],
      ['boss ', PASSWORD],
      ['bóss', PASSWORD],
      [0, 0],
      [true, PASSWORD],
      [{ $ne: '' }, { $ne: '' }],
      [['boss'], [PASSWORD]],
      ['boss', `${PASSWORD}' OR '1'='1`],
      ['boss', PASSWORD.toUpperCase()],
      ['boss', `${PASSWORD}\u0000`],
      ['boss', [PASSWORD]],
    ])('signs nobody in: %j', async (username, password) => {
      const answer = await chat.client.post('cms/login', { username, password }, {}, 'json');
      expect(answer).not.toHaveProperty('datas');
      expect([10000, 10001]).toContain(answer.error_code);
    });

    it('and the right ones do', async () => {
      datasOf(await login(chat.client, 'boss', PASSWORD));
    });
  });
});
