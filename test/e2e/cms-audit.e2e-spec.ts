import type { Type } from '@nestjs/common';
import { INTERCEPTORS_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { isIP } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditInterceptor } from '../../src/cms/audit/audit.interceptor.js';
import { ReadStore } from '../../src/database/read-store.js';
import { accessOf } from '../../src/wire/access.js';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { target } from '../support/chat/target.js';
import { whileBroken } from './support/broken-storage.js';
import { login, OperatorClient, PASSWORD } from './support/operators.js';

const OTHER_PASSWORD = 'zhang-yang-lu-1688';

interface Entry {
  readonly time: string;
  readonly actor: string;
  readonly action: string;
  readonly service_id: number | null;
  readonly detail: Record<string, unknown>;
  readonly address: string;
  readonly request_id: string;
  readonly outcome: string;
}
interface Log {
  readonly total: number;
  readonly entries: readonly Entry[];
  readonly next_cursor: string | null;
}

describe('The audit log', () => {
  let chat: ChatApp;
  let boss: OperatorClient;
  let editor: OperatorClient;

  beforeAll(async () => {
    chat = await startChat();
    boss = await OperatorClient.create(chat.client, 'boss', 'admin');
    editor = await OperatorClient.create(chat.client, 'editor', 'operator');
  });
  afterAll(() => chat.close());

  const read = async (query: Record<string, unknown> = {}): Promise<Log> =>
    datasOf(await boss.get<Log>('getAuditLog', query));
  const latest = async (): Promise<Entry | undefined> => (await read({ page_size: 1 })).entries[0];
  const save = (who: OperatorClient, service_id: number, headers = {}) =>
    who.post('saveServiceAccount', { service_id, nickname: `service ${service_id}`, photo: '' }, headers);

  it.skipIf(target === 'cluster')('stands before every controller of the CMS', () => {
    const controllers = [...chat.app.get(ModulesContainer).values()].flatMap((module) =>
      [...module.controllers.values()].map(({ metatype }) => metatype as Type),
    );
    const ofCms = controllers.filter((controller) => accessOf(controller) === 'cms');
    expect(ofCms.length).toBeGreaterThan(10);
    for (const controller of ofCms)
      expect(Reflect.getMetadata(INTERCEPTORS_METADATA, controller), controller.name).toContain(AuditInterceptor);
  });

  it('tells who did what, when, from where, and by which request', async () => {
    const before = Date.now();
    datasOf(await save(boss, 111, { 'x-request-id': 'saved-by-boss' }));
    const entry = await latest();
    expect(entry).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      actor: 'boss',
      action: 'saveServiceAccount',
      service_id: 111,
      detail: { service_id: 111, nickname: 'service 111', photo: '', datas: 1 },
      address: expect.any(String),
      request_id: 'saved-by-boss',
      outcome: 'done',
    });
    expect(isIP(entry?.address ?? '')).toBeGreaterThan(0);
    const at = Date.parse(`${entry?.time.replace(' ', 'T')}+08:00`);
    expect(at).toBeGreaterThan(before - 2000);
    expect(at).toBeLessThanOrEqual(Date.now());
  });

  it('tells of the key as api_key, and of parameters only what the call defines', async () => {
    datasOf(
      await chat.client.cms(
        'saveGroup',
        { group_type: '2', group_id: '7', name: 'seven', app: 'a-ajk', cv: 9 },
        'form',
      ),
    );
    expect(await latest()).toMatchObject({
      actor: 'api_key',
      action: 'saveGroup',
      service_id: null,
      detail: { group_type: 2, group_id: 7, name: 'seven', datas: 1 },
    });
  });

  it('tells what was made by its id', async () => {
    await chat.client.importUsers(900);
    datasOf(await save(boss, 116));
    const message = { service_id: 116, msg_type: 1, message: { text: 'x' } };
    const plan = { ...message, user_id: [900], send_at: '2099-01-01 00:00:00' };
    const { schedule_id } = datasOf(await boss.post<{ schedule_id: number }>('schedulePush', plan));
    expect(await latest()).toMatchObject({ action: 'schedulePush', detail: { datas: { schedule_id } } });
    const tried = { ...message, test_user_id: [900] };
    const { msg_id } = datasOf(await boss.post<{ msg_id: number }>('previewPush', tried));
    expect(await latest()).toMatchObject({ action: 'previewPush', detail: { datas: { msg_id } } });
    const person = { username: 'made', role: 'operator', password: PASSWORD };
    const { operator_id } = datasOf(await boss.post<{ operator_id: number }>('createOperator', person));
    const entry = await latest();
    expect(entry?.detail).toEqual({
      username: 'made',
      role: 'operator',
      password: { given: true },
      datas: { operator_id },
    });
  });

  it('tells a new password from a change of nothing, and not what it is', async () => {
    await OperatorClient.create(chat.client, 'forgetful', 'operator');
    datasOf(await boss.post('updateOperator', { username: 'forgetful' }));
    expect((await latest())?.detail).toEqual({ username: 'forgetful', datas: 1 });
    datasOf(await boss.post('updateOperator', { username: 'forgetful', password: OTHER_PASSWORD }));
    const entry = await latest();
    expect(entry?.detail).toEqual({ username: 'forgetful', password: { given: true }, datas: 1 });
    expect(JSON.stringify(entry)).not.toContain(OTHER_PASSWORD);
  });

  it('counts long lists', async () => {
    await chat.client.importUsers(...Array.from({ length: 100 }, (_, index) => index + 1));
    expect(await latest()).toMatchObject({ action: 'importUsers', detail: { users: { count: 100 }, datas: 100 } });
    await chat.client.addMembers(
      2,
      7,
      Array.from({ length: 60 }, (_, index) => index + 1),
    );
    expect(await latest()).toMatchObject({
      action: 'addGroupMembers',
      detail: { group_type: 2, group_id: 7, user_id: { count: 60 }, datas: 60 },
    });
  });

  it('tells of logins, right and wrong, and of nothing else that failed', async () => {
    const { total } = await read();
    await login(chat.client, 'editor', `${PASSWORD}x`);
    expect(await latest()).toMatchObject({ actor: '', action: 'login', detail: { username: 'editor', ok: false } });
    await login(chat.client, 'nobody', PASSWORD);
    expect(await latest()).toMatchObject({ actor: '', detail: { username: 'nobody', ok: false } });
    datasOf(await login(chat.client, 'editor', PASSWORD));
    expect(await latest()).toMatchObject({
      actor: 'editor',
      action: 'login',
      detail: { username: 'editor', ok: true },
    });
    await save(editor, 111);
    await boss.post('banUser', { user_id: 4040404 });
    await boss.post('banUser', { user_id: 'x' });
    await chat.client.post('cms/banUser', { user_id: 1 }, {}, 'json');
    await boss.get('listOperators');
    expect((await read()).total).toBe(total + 3);
  });

  it('tells of lists of people that are taken out as a file, and not of pages of them', async () => {
    await chat.client.importUsers(1, 2);
    datasOf(await save(boss, 115));
    datasOf(await boss.post('addServiceFollowers', { service_id: 115, user_id: [1, 2] }));
    const push = { service_id: 115, msg_type: 1, message: { text: 'x' }, user_id: [1, 2] };
    const msg_id = datasOf(await boss.post<number>('sendMessage', push));
    const { total } = await read();
    datasOf(await boss.get('getPushReceivers', { msg_id }));
    const exported = async (query: string): Promise<Response> =>
      fetch(`${chat.client.url}${BASE_PATH}/cms/getPushReceivers?${query}`, {
        headers: { authorization: `Bearer ${boss.token}`, accept: 'text/csv', 'x-request-id': 'taken-out' },
      });
    const csv = await exported(`msg_id=${msg_id}&status=0&app=a-ajk`);
    expect((await csv.text()).split('\r\n')).toHaveLength(4);
    expect(await latest()).toMatchObject({
      actor: 'boss',
      action: 'getPushReceivers',
      service_id: 115,
      detail: { msg_id, status: 0 },
      request_id: 'taken-out',
      outcome: 'done',
    });
    // Refused ones took nothing out.
    expect((await exported('msg_id=404404')).status).toBe(404);
    expect((await exported('msg_id=x')).status).toBe(400);
    expect((await read()).total).toBe(total + 1);
  });

  it('tells of tokens for users only where a person had them made', async () => {
    const { total } = await read();
    await chat.client.cms('issueUserToken', { user_id: 1 });
    expect((await read()).total).toBe(total);
    datasOf(await boss.post('issueUserToken', { user_id: 1 }));
    expect(await latest()).toMatchObject({ actor: 'boss', action: 'issueUserToken', detail: { user_id: 1 } });
  });

  it('is for admins', async () => {
    expect(await editor.get('getAuditLog')).toMatchObject({ status: 403, error_code: 10003 });
    expect(await chat.client.get('cms/getAuditLog', {}, { 'x-api-key': TEST_API_KEY })).toMatchObject({ status: 200 });
  });

  it('is read newest first, in pages, by person, call, official account and time', async () => {
    for (const id of [901, 902, 903]) datasOf(await save(boss, id));
    const ids = ({ entries }: Log) => entries.map(({ detail }) => detail.service_id);
    const saves = { action: 'saveServiceAccount', actor: 'boss' };
    const all = await read(saves);
    expect(ids(all).slice(0, 3)).toEqual([903, 902, 901]);
    expect(all.total).toBe(all.entries.length);
    expect(ids(await read({ ...saves, page: 2, page_size: 2 }))).toEqual(ids(all).slice(2, 4));
    expect(await read({ ...saves, page: 99, page_size: 2 })).toEqual({
      total: all.total,
      entries: [],
      next_cursor: null,
    });
    expect(ids(await read({ service_id: 902 }))).toEqual([902]);
    expect((await read({ actor: 'Boss' })).total).toBe(0);
    const time = all.entries[0]?.time ?? '';
    const inSecond = await read({ ...saves, from: time, to: time });
    expect(ids(inSecond)).toContain(903);
    expect(new Set(inSecond.entries.map((entry) => entry.time))).toEqual(new Set([time]));
    expect((await read({ from: '2099-01-01 00:00:00' })).total).toBe(0);
    expect((await read({ to: '2001-01-01 00:00:00' })).total).toBe(0);
    for (const name of ['from', 'to'])
      expect(await boss.get('getAuditLog', { [name]: '2026-02-30 00:00:00' })).toMatchObject({
        error_code: 10000,
        error_msg: `参数错误：${name}`,
      });
  });

  it('and the log of the process hold no password and no token', async () => {
    const secretive = await OperatorClient.create(chat.client, 'secretive', 'operator');
    await secretive.post('changePassword', { old_password: OTHER_PASSWORD, new_password: PASSWORD });
    const fresh = datasOf(
      await secretive.post<{ token: string }>('changePassword', {
        old_password: PASSWORD,
        new_password: OTHER_PASSWORD,
      }),
    );
    expect(await latest()).toMatchObject({ actor: 'secretive', action: 'changePassword', detail: {} });
    datasOf(await boss.post('updateOperator', { username: 'secretive', role: 'admin', password: PASSWORD }));
    expect(await latest()).toMatchObject({
      actor: 'boss',
      detail: { username: 'secretive', role: 'admin', datas: 1 },
    });
    const { token } = datasOf(await boss.post<{ token: string }>('issueUserToken', { user_id: 1 }));
    await login(chat.client, 'secretive', OTHER_PASSWORD);
    const rows = await chat.app.get(ReadStore).query<object>('SELECT * FROM cms_audit');
    const text = JSON.stringify([rows, chat.log]);
    expect(text).toContain('secretive');
    const secrets = [boss.token, secretive.token, fresh.token, token].map((one) => one.split('.')[2] ?? '');
    for (const [index, secret] of [PASSWORD, OTHER_PASSWORD, TEST_API_KEY, 'scrypt', ...secrets].entries())
      // Without the text in the failure: it would be printed there.
      if (text.includes(secret)) throw new Error(`Secret ${index} is written down`);
  });

  it.skipIf(target === 'cluster')('names the people in the request log', async () => {
    datasOf(await save(boss, 111, { 'x-request-id': 'logged-as-boss' }));
    const line = () => chat.log.find(({ request_id }) => request_id === 'logged-as-boss');
    await expect.poll(line).toMatchObject({ user: 'cms:boss', route: `${BASE_PATH}/cms/saveServiceAccount` });
  });

  it('names the account that a recall and a cancel are about', async () => {
    datasOf(await save(boss, 71));
    await chat.client.importUsers(1);
    const message = { service_id: 71, msg_type: 1, message: { text: 'x' }, user_id: [1] };
    const msg_id = datasOf(await boss.post<number>('sendMessage', message));
    datasOf(await boss.post('recallMessage', { msg_id }));
    expect(await latest()).toMatchObject({ action: 'recallMessage', service_id: 71, detail: { msg_id, datas: 1 } });
    const put = await boss.post<{ schedule_id: number }>('schedulePush', {
      ...message,
      send_at: '2099-01-01 00:00:00',
    });
    const { schedule_id } = datasOf(put);
    datasOf(await boss.post('cancelScheduled', { schedule_id }));
    expect(await latest()).toMatchObject({
      action: 'cancelScheduled',
      service_id: 71,
      detail: { schedule_id, datas: 1 },
    });
    const actions = (await read({ service_id: 71 })).entries.map(({ action }) => action);
    expect(actions).toEqual(['cancelScheduled', 'schedulePush', 'recallMessage', 'sendMessage', 'saveServiceAccount']);
  });

  it('tells an operator nothing of accounts that are not theirs: unknown and unassigned are refused alike', async () => {
    datasOf(await save(boss, 72));
    const message = { service_id: 72, msg_type: 1, message: { text: 'x' }, user_id: [1] };
    const msg_id = datasOf(await boss.post<number>('sendMessage', message));
    const put = await boss.post<{ schedule_id: number }>('schedulePush', {
      ...message,
      send_at: '2099-01-01 00:00:00',
    });
    const { schedule_id } = datasOf(put);
    const { total } = await read();
    expect(await editor.post('recallMessage', { msg_id })).toEqual(
      await editor.post('recallMessage', { msg_id: 404_404 }),
    );
    expect(await editor.post('cancelScheduled', { schedule_id })).toEqual(
      await editor.post('cancelScheduled', { schedule_id: 404_404 }),
    );
    expect((await read()).total).toBe(total);
  });
});

describe('Of what cannot be written down', () => {
  let chat: ChatApp;
  let boss: OperatorClient;

  beforeAll(async () => {
    chat = await startChat();
    boss = await OperatorClient.create(chat.client, 'boss', 'admin');
  });
  afterAll(() => chat.close());

  const read = async (): Promise<Log> => datasOf(await boss.get<Log>('getAuditLog', { page_size: 10 }));
  const save = (service_id: number, headers = {}) =>
    boss.post('saveServiceAccount', { service_id, nickname: 'x', photo: '' }, headers);
  const accounts = async (): Promise<unknown[]> => {
    const { accounts: found } = datasOf(await boss.get<{ accounts: { service_id: number }[] }>('listServiceAccounts'));
    return found.map(({ service_id }) => service_id);
  };
  const warned = (requestId: string): unknown =>
    chat.log.find(({ request_id, level }) => request_id === requestId && level === 40);

  it('nothing is done, no login either: 10007', async () => {
    await whileBroken(chat, 'INSERT ON cms_audit', async () => {
      expect(await save(905, { 'x-request-id': 'not-written' })).toMatchObject({ status: 503, error_code: 10007 });
      expect(await login(chat.client, 'boss', PASSWORD)).toMatchObject({ error_code: 10007 });
      expect(await login(chat.client, 'boss', 'wrong-password')).toMatchObject({ error_code: 10007 });
    });
    expect(await accounts()).toEqual([]);
    expect(warned('not-written')).toMatchObject({ actor: 'boss', action: 'saveServiceAccount' });
    expect(JSON.stringify(warned('not-written'))).toContain('the log is full');
  });

  it('but how it ended, what was done stays done, and its outcome is unknown', async () => {
    await whileBroken(chat, 'UPDATE ON cms_audit', async () => {
      expect(datasOf(await save(906, { 'x-request-id': 'not-completed' }))).toBe(1);
    });
    expect(await accounts()).toEqual([906]);
    const [entry] = (await read()).entries;
    expect(entry).toMatchObject({ service_id: 906, outcome: 'unknown', request_id: 'not-completed' });
    expect(entry?.detail).toEqual({ service_id: 906, nickname: 'x', photo: '' });
    expect(warned('not-completed')).toMatchObject({ actor: 'boss', action: 'saveServiceAccount' });
  });

  it('nor that it was refused, it stays', async () => {
    await whileBroken(chat, 'DELETE ON cms_audit', async () => {
      expect(await boss.post('banUser', { user_id: 404 })).toMatchObject({ error_code: 20001 });
    });
    expect((await read()).entries[0]).toMatchObject({ action: 'banUser', outcome: 'unknown' });
  });

  it('where the storage is in the way of the deed, the outcome is unknown', async () => {
    await whileBroken(chat, 'INSERT ON service_accounts', async () => {
      expect(await save(907)).toMatchObject({ error_code: 10500 });
    });
    expect((await read()).entries[0]).toMatchObject({ service_id: 907, outcome: 'unknown' });
    expect(await accounts()).toEqual([906]);
  });
});

describe.skipIf(target === 'cluster')('The audit log behind a proxy', () => {
  it('holds the caller’s address, and none where the proxy forwards something else', async () => {
    const chat = await startChat({ TRUST_PROXY: 'true' });
    try {
      const boss = await OperatorClient.create(chat.client, 'boss', 'admin');
      const addressFor = async (forwarded: string): Promise<unknown> => {
        datasOf(await boss.post('removeOperator', { username: 'nobody' }, { 'x-forwarded-for': forwarded }));
        const { entries } = datasOf(await boss.get<Log>('getAuditLog', { page_size: 1 }));
        return entries[0]?.address;
      };
      expect(await addressFor('203.0.113.7')).toBe('203.0.113.7');
      expect(await addressFor('2001:db8::7')).toBe('2001:db8::7');
      expect(await addressFor('é'.repeat(300))).toBe('');
    } finally {
      await chat.close();
    }
  });
});
