import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiDocument, type Operation, operationsOf } from '../contract/bad-values/api-document.js';
import { goodInput } from '../contract/bad-values/parameters.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { login, OperatorClient, PASSWORD } from './support/operators.js';

const ADMIN_ONLY = [
  'importUsers',
  'issueUserToken',
  'banUser',
  'unbanUser',
  'deleteUser',
  'saveGroup',
  'addGroupMembers',
  'removeGroupMembers',
  'saveServiceAccount',
  'explainSend',
  'traceMessage',
  'createOperator',
  'updateOperator',
  'removeOperator',
  'assignOperator',
  'listOperators',
  'getAuditLog',
];
const PUBLIC = ['login'];
const PEOPLE_ONLY = ['changePassword'];

const ASSIGNED = 111;
const UNASSIGNED = 222;
const UNKNOWN = 333;

const nameOf = ({ name }: Operation): string => name.slice('cms/'.length);

describe('People who work with the CMS', () => {
  let chat: ChatApp;
  let boss: OperatorClient;
  let editor: OperatorClient;
  let operations: Operation[];

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3);
    for (const id of [ASSIGNED, UNASSIGNED])
      datasOf(await chat.client.cms('saveServiceAccount', { service_id: id, nickname: `service ${id}`, photo: '' }));
    boss = await OperatorClient.create(chat.client, 'boss', 'admin');
    editor = await OperatorClient.create(chat.client, 'editor', 'operator');
    datasOf(await boss.post('assignOperator', { username: 'editor', service_id: ASSIGNED, assigned: 1 }));
    const document = (await (await fetch(`${chat.client.url}/docs-json`)).json()) as ApiDocument;
    operations = operationsOf(document).filter(({ name }) => name.startsWith('cms/'));
  });
  afterAll(() => chat.close());

  const call = (who: OperatorClient, operation: Operation, input: Record<string, unknown>) =>
    operation.transports.includes('query') ? who.get(nameOf(operation), input) : who.post(nameOf(operation), input);

  it('operators are kept out of what is for admins, and let in to all else', async () => {
    const names = operations.map(nameOf);
    expect(names).toEqual(expect.arrayContaining([...ADMIN_ONLY, ...PUBLIC, ...PEOPLE_ONLY]));
    for (const operation of operations.filter((one) => !PUBLIC.includes(nameOf(one)))) {
      const { status, error_code } = await call(editor, operation, {});
      const expected = ADMIN_ONLY.includes(nameOf(operation))
        ? { status: 403, error_code: 10003 }
        : { error_code: 10000 };
      // Without parameters all others miss some, or have none that they need.
      expect({ name: operation.name, status, error_code: error_code ?? 10000 }).toMatchObject(expected);
    }
  });

  it('admins, and the key as one, are let in everywhere; the key is no person', async () => {
    for (const operation of operations.filter((one) => !PUBLIC.includes(nameOf(one)))) {
      const { error_code } = await call(boss, operation, {});
      expect([undefined, 10000]).toContain(error_code);
    }
    expect(await chat.client.cms('changePassword', { old_password: 'x', new_password: PASSWORD })).toMatchObject({
      status: 403,
      error_code: 10003,
    });
  });

  it('an operator is told the same of an account that is unknown and of one that is another’s', async () => {
    const calls = operations.filter(
      (one) => !ADMIN_ONLY.includes(nameOf(one)) && one.input.properties?.service_id !== undefined,
    );
    for (const operation of calls) {
      const input = goodInput(operation.input);
      const answers = [UNKNOWN, UNASSIGNED].map((id) => call(editor, operation, { ...input, service_id: id }));
      const [unknown, unassigned] = await Promise.all(answers);
      expect({ name: operation.name, ...unassigned }).toEqual({ name: operation.name, ...unknown });
      expect(unknown).toMatchObject({ status: 404, error_code: 20006 });
      expect((await call(boss, operation, { ...input, service_id: UNKNOWN })).error_code).toBe(20006);
    }
  });

  it('are listed by name, with their role and official accounts', async () => {
    const list = () => boss.get<{ total: number; operators: object[] }>('listOperators');
    const created = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(datasOf(await list())).toEqual({
      total: 2,
      operators: [
        { operator_id: expect.any(Number), username: 'boss', role: 'admin', services: [], created },
        { operator_id: expect.any(Number), username: 'editor', role: 'operator', services: [ASSIGNED], created },
      ],
    });
    const pages = [1, 2, 3].map((page) =>
      boss.get<{ total: number; operators: object[] }>('listOperators', { page, page_size: 1 }),
    );
    expect((await Promise.all(pages)).map(datasOf).map(({ total, operators }) => [total, operators.length])).toEqual([
      [2, 1],
      [2, 1],
      [2, 0],
    ]);
    expect(JSON.stringify(await list())).not.toMatch(/scrypt|password/);
  });

  it('are assigned and unassigned, each as often as one likes', async () => {
    const assign = (username: string, service_id: number, assigned: number) =>
      boss.post('assignOperator', { username, service_id, assigned });
    const servicesOf = async (): Promise<unknown> => {
      const { operators } = datasOf(
        await boss.get<{ operators: { username: string; services: number[] }[] }>('listOperators'),
      );
      return operators.find(({ username }) => username === 'editor')?.services;
    };
    for (const assigned of [1, 1]) expect(datasOf(await assign('editor', UNASSIGNED, assigned))).toBe(1);
    expect(await servicesOf()).toEqual([ASSIGNED, UNASSIGNED]);
    for (const assigned of [0, 0]) expect(datasOf(await assign('editor', UNASSIGNED, assigned))).toBe(1);
    expect(await servicesOf()).toEqual([ASSIGNED]);
    expect(await assign('editor', UNKNOWN, 1)).toMatchObject({ status: 404, error_code: 20006 });
    expect(await assign('nobody', ASSIGNED, 1)).toMatchObject({ status: 404, error_code: 50001 });
  });

  it('are made once: a repeat is the same account, another password or role is a 50002', async () => {
    const create = (changes: object = {}) =>
      boss.post<{ operator_id: number }>('createOperator', {
        username: 'twin',
        role: 'operator',
        password: PASSWORD,
        ...changes,
      });
    const first = datasOf(await create());
    expect(datasOf(await create())).toEqual(first);
    for (const changes of [{ role: 'admin' }, { password: `${PASSWORD}!` }])
      expect(await create(changes)).toMatchObject({ status: 409, error_code: 50002 });
    // The log could not tell them from the key.
    for (const username of ['api_key', 'API_KEY'])
      expect(await create({ username })).toMatchObject({ error_code: 50002 });
    expect(datasOf(await create({ username: 'Twin' }))).not.toEqual(first);
    for (const username of ['twin', 'Twin', 'nobody']) {
      expect(datasOf(await boss.post('removeOperator', { username }))).toBe(1);
      expect(datasOf(await boss.post('removeOperator', { username }))).toBe(1);
    }
    expect(await boss.post('updateOperator', { username: 'twin', role: 'admin' })).toMatchObject({ error_code: 50001 });
  });

  it('have passwords of 10 to 128 characters, whatever these are', async () => {
    const create = (username: string, password: string) =>
      boss.post('createOperator', { username, role: 'operator', password });
    for (const [index, password] of ['short-one', '😀'.repeat(9), 'x'.repeat(129), '😀'.repeat(129)].entries())
      expect(await create(`bad${index}`, password)).toMatchObject({
        error_code: 10000,
        error_msg: '参数错误：password',
      });
    for (const [index, password] of ['😀'.repeat(10), '密'.repeat(128), ' ten spaces '].entries()) {
      datasOf(await create(`good${index}`, password));
      datasOf(await login(chat.client, `good${index}`, password));
      expect(await login(chat.client, `good${index}`, [...password].slice(1).join(''))).toMatchObject({
        error_code: 10001,
      });
    }
    // One letter, written in two ways.
    datasOf(await create('umlaut', 'gr\u00fc\u00dfe-an-alle'));
    datasOf(await login(chat.client, 'umlaut', 'gru\u0308\u00dfe-an-alle'));
  });

  it('get a new role at once, with the token that they have', async () => {
    const deputy = await OperatorClient.create(chat.client, 'deputy', 'operator');
    expect(await deputy.get('listOperators')).toMatchObject({ error_code: 10003 });
    datasOf(await boss.post('updateOperator', { username: 'deputy', role: 'admin' }));
    expect(await deputy.get('listOperators')).toMatchObject({ status: 200 });
    datasOf(await chat.client.cms('updateOperator', { username: 'deputy', role: 'operator' }));
    expect(await deputy.get('listOperators')).toMatchObject({ error_code: 10003 });
  });
});
