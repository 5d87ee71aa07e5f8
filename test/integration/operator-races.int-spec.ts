import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ServiceAccess } from '../../src/auth/operators/service-access.js';
import { ReadStore } from '../../src/database/read-store.js';
import { login, OperatorClient, PASSWORD } from '../e2e/support/operators.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';

describe('Operators that change while they are used', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    for (const service_id of [111, 222])
      datasOf(await chat.client.cms('saveServiceAccount', { service_id, nickname: 'service', photo: '' }));
  });
  afterAll(() => chat.close());

  const countOf = async (sql: string, parameters: unknown[]): Promise<number> => {
    const [row] = await chat.app
      .get(ReadStore)
      .query<{ total: number }>(`SELECT COUNT(*) AS total FROM ${sql}`, parameters);
    return Number(row?.total);
  };

  it('two creations of one name at once make one account: the same twice, or one refusal', async () => {
    const create = (username: string, password: string) =>
      chat.client.cms<{ operator_id: number }>('createOperator', { username, role: 'operator', password });
    const same = await Promise.all([1, 2, 3].map(() => create('same', PASSWORD)));
    expect(new Set(same.map((answer) => datasOf(answer).operator_id)).size).toBe(1);
    const other = await Promise.all([create('other', PASSWORD), create('other', `${PASSWORD}!`)]);
    expect(other.map(({ error_code }) => error_code).sort()).toEqual([50002, undefined]);
    expect(await countOf('cms_users WHERE username IN (?, ?)', ['same', 'other'])).toBe(2);
  });

  it('two changes of one password at once: one counts, and only its token is good', async () => {
    const person = await OperatorClient.create(chat.client, 'changing', 'operator');
    const fresh = ['new-password-1', 'new-password-2'];
    const answers = await Promise.all(
      fresh.map((new_password) =>
        person.post<{ token: string }>('changePassword', { old_password: PASSWORD, new_password }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).not.toEqual([200, 200]);
    const winner = answers.findIndex(({ datas }) => datas !== undefined);
    expect(await person.with(datasOf(answers[winner] ?? { status: 0 }).token).isIn()).toBe(true);
    expect(await person.isIn()).toBe(false);
    datasOf(await login(chat.client, 'changing', fresh[winner] ?? ''));
    expect(await login(chat.client, 'changing', fresh[1 - winner] ?? '')).toMatchObject({ error_code: 10001 });
  });

  it('a login and a reset at once: a token that the old password got is no good', async () => {
    await OperatorClient.create(chat.client, 'reset', 'operator');
    const logins = Promise.all([1, 2, 3].map(() => login(chat.client, 'reset', PASSWORD)));
    datasOf(await chat.client.cms('updateOperator', { username: 'reset', password: 'another-password' }));
    const tokens = (await logins).flatMap(({ datas }) => (datas ? [datas.token] : []));
    const person = await OperatorClient.signIn(chat.client, 'reset', 'another-password');
    for (const token of tokens) expect(await person.with(token).isIn()).toBe(false);
    expect(await person.isIn()).toBe(true);
  });

  it('an assignment and a removal at once leave nothing of the operator', async () => {
    for (let round = 0; round < 4; round += 1) {
      const username = `gone-${round}`;
      const { operator_id } = datasOf(
        await chat.client.cms<{ operator_id: number }>('createOperator', {
          username,
          role: 'operator',
          password: PASSWORD,
        }),
      );
      const assign = () => chat.client.cms('assignOperator', { username, service_id: 111, assigned: 1 });
      const [, removed] = await Promise.all([assign(), chat.client.cms('removeOperator', { username }), assign()]);
      expect(datasOf(removed)).toBe(1);
      expect(await countOf('cms_user_services WHERE cms_user_id = ?', [operator_id])).toBe(0);
    }
  });

  it('an official account is there for whom it is assigned to, from the assignment to its end', async () => {
    const access = chat.app.get(ServiceAccess);
    const { operator_id: operatorId } = datasOf(
      await chat.client.cms<{ operator_id: number }>('createOperator', {
        username: 'assigned',
        role: 'operator',
        password: PASSWORD,
      }),
    );
    const operator = { kind: 'cms', actor: 'assigned', role: 'operator', operatorId, tokenVersion: 0 } as const;
    const admin = { kind: 'cms', actor: 'api_key', role: 'admin' } as const;
    const assign = (service_id: number, assigned: number) =>
      chat.client.cms('assignOperator', { username: 'assigned', service_id, assigned });
    const said = (service: number) =>
      access.assertMayUse(operator, service).then(
        () => 'ok',
        (error: Error) => error.message,
      );
    const [unassigned, unknown] = [await said(111), await said(333)];
    expect(unassigned).toBe(unknown);
    expect(await access.findUsable(operator)).toEqual([]);
    expect(await access.findUsable(admin)).toEqual([111, 222]);
    datasOf(await assign(222, 1));
    expect([await said(111), await said(222)]).toEqual([unknown, 'ok']);
    expect(await access.findUsable(operator)).toEqual([222]);
    datasOf(await assign(222, 0));
    expect(await said(222)).toBe(unknown);
    datasOf(await assign(222, 1));
    // Of a token that a new password has ended, say.
    const ended = { ...operator, tokenVersion: 1 };
    for (const service of [111, 222, 333])
      await expect(access.assertMayUse(ended, service)).rejects.toMatchObject({ code: 10001 });
    await expect(access.findUsable(ended)).rejects.toMatchObject({ code: 10001 });
    await access.assertMayUse(admin, 222);
    await expect(access.assertMayUse(admin, 333)).rejects.toMatchObject({ code: 20006 });
  });
});
