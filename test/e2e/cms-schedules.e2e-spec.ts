import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { Schedules, wireTimeIn } from '../support/chat/schedules.js';
import type { Push } from '../support/chat/user-socket.js';
import { OperatorClient } from './support/operators.js';

const SERVICE = 111;
const OTHER = 222;
const FAR = '2099-09-11 15:02:03';
const HOUR_MS = 3_600_000;

describe('Scheduled pushes', () => {
  let chat: ChatApp;
  let schedules: Schedules;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3, 4, 5, 6);
    for (const service_id of [SERVICE, OTHER])
      datasOf(await chat.client.cms('saveServiceAccount', { service_id, nickname: '公众号', photo: '' }));
    datasOf(await chat.client.cms('addServiceFollowers', { service_id: SERVICE, user_id: [4, 5] }));
    schedules = new Schedules(chat.client, SERVICE);
  });
  afterAll(() => chat.close());

  const synced = async (uid: number): Promise<Push[]> =>
    datasOf(await chat.client.as(uid).post<{ messages: Push[] }>('message/sync', { known: {} })).messages;
  const having = async (text: string): Promise<number[]> => {
    const all = await Promise.all([1, 2, 3, 4, 5, 6].map(async (uid) => [uid, await synced(uid)] as const));
    return all.flatMap(([uid, messages]) => messages.filter(({ body }) => body['text'] === text).map(() => uid));
  };

  it('to a list: sent when it is time and not before, to those alone, each once', async () => {
    const device = await chat.client.connect(1);
    const id = await schedules.plan('to a list', { user_id: [3, 1, 2], send_at: wireTimeIn(3000) });
    expect(await schedules.find(id)).toEqual({
      schedule_id: id,
      service_id: SERVICE,
      msg_type: 1,
      body: '{"text":"to a list"}',
      audience: 'list',
      receivers: 3,
      send_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      state: 'waiting',
      msg_id: null,
      sent_at: null,
      late_seconds: 0,
      error_code: null,
      created_by: 'api_key',
    });
    const { msg_id, send_at, sent_at } = await schedules.reached(id, 'sent');
    const push = await device.message(msg_id ?? 0);
    expect(push).toMatchObject({ conversation_id: `s:${SERVICE}`, body: { text: 'to a list' }, send_time: sent_at });
    expect(push.send_time >= send_at, `${push.send_time} >= ${send_at}`).toBe(true);
    expect(await having('to a list')).toEqual([1, 2, 3]);
  });

  it('to the followers: those of the moment of sending, by a broadcast', async () => {
    const id = await schedules.plan('to followers', { send_at: wireTimeIn(2000) });
    expect(await schedules.find(id)).toMatchObject({ audience: 'followers', receivers: 2, state: 'waiting' });
    datasOf(await chat.client.cms('addServiceFollowers', { service_id: SERVICE, user_id: [6] }));
    datasOf(await chat.client.cms('removeServiceFollowers', { service_id: SERVICE, user_id: [5] }));
    const { msg_id } = await schedules.reached(id, 'sent');
    datasOf(await chat.client.cms('addServiceFollowers', { service_id: SERVICE, user_id: [5] }));
    expect(await having('to followers')).toEqual([4, 6]);
    expect(await schedules.find(id)).toMatchObject({ receivers: 2 });
    const [push] = (await synced(4)).filter((message) => message.msg_id === msg_id);
    expect(push?.conversation_id).toBe(`g:4:${SERVICE}`);
  });

  it('stay the account’s where who planned them is unassigned or removed: they are sent, and name them', async () => {
    const ends = [
      ['unassigned', 'assignOperator', { service_id: SERVICE, assigned: 0 }, { error_code: 50011 }],
      ['removed', 'removeOperator', {}, { error_code: 10001 }],
    ] as const;
    const planners = await Promise.all(
      ends.map(async ([username]) => {
        const planner = await OperatorClient.create(chat.client, username, 'operator');
        datasOf(await chat.client.cms('assignOperator', { username, service_id: SERVICE, assigned: 1 }));
        return planner;
      }),
    );
    const push = { service_id: SERVICE, msg_type: 1, user_id: [1] };
    for (const [index, [username, call, parameters, refusal]] of ends.entries()) {
      const planned = await planners[index]?.post<{ schedule_id: number }>('schedulePush', {
        ...push,
        send_at: wireTimeIn(4000),
        message: { text: `by ${username}` },
      });
      const { schedule_id } = datasOf(planned ?? { status: 0 });
      datasOf(await chat.client.cms(call, { username, ...parameters }));
      expect(await schedules.find(schedule_id)).toMatchObject({ state: 'waiting', created_by: username });
      expect(await planners[index]?.post('cancelScheduled', { schedule_id })).toMatchObject(refusal);
      expect(await schedules.reached(schedule_id, 'sent')).toMatchObject({ created_by: username, receivers: 1 });
      expect(await having(`by ${username}`)).toEqual([1]);
      const query = { actor: username, action: 'schedulePush' };
      const log = await chat.client.get('cms/getAuditLog', query, { 'x-api-key': TEST_API_KEY });
      expect(log.datas).toMatchObject({ entries: [{ actor: username, service_id: SERVICE }] });
    }
  });

  it('an image and an article come as such', async () => {
    const article = { title: '标题', date: '9月11日', img: 'http://a.cn/1.jpg', desc: '', url: 'http://a.cn/' };
    const id = await schedules.plan('', { msg_type: 3, message: article, user_id: 1 });
    const { msg_id, body } = await schedules.reached(id, 'sent');
    expect(JSON.parse(body)).toEqual(article);
    const [push] = (await synced(1)).filter((message) => message.msg_id === msg_id);
    expect(push).toMatchObject({ msg_type: '3', body: article });
  });

  it('a client_msg_id that repeats is answered with the first one, even after it was sent', async () => {
    const request = { user_id: [2], client_msg_id: 'later', send_at: wireTimeIn(-50_000) };
    const ids = await Promise.all([1, 2, 3].map(() => schedules.plan('once', request)));
    expect(new Set(ids).size).toBe(1);
    const [id = 0] = ids;
    await schedules.reached(id, 'sent');
    expect(await schedules.plan('once', request)).toBe(id);
    for (const other of [{ user_id: [1] }, { send_at: FAR }, { message: { text: 'twice' } }, { user_id: undefined }]) {
      expect(await schedules.ask('once', { ...request, ...other })).toMatchObject({ error_code: 20009 });
    }
    const message = { service_id: SERVICE, msg_type: 1, message: { text: 'once' }, user_id: [2] };
    expect(await chat.client.cms('sendMessage', { ...message, client_msg_id: 'later' })).toMatchObject({
      error_code: 20009,
    });
    expect(await having('once')).toEqual([2]);
  });

  it('is sent under the client_msg_id sched:<id>: who repeats that sends nothing', async () => {
    const id = await schedules.plan('by its id', { user_id: [1] });
    const { msg_id } = await schedules.reached(id, 'sent');
    const message = { service_id: SERVICE, msg_type: 1, message: { text: 'by its id' }, user_id: [1] };
    const answer = await chat.client.cms('sendMessage', { ...message, client_msg_id: `sched:${id}` });
    expect(answer.datas).toBe(msg_id);
  });

  it('is sent though its client_msg_id was taken for something else', async () => {
    const message = { service_id: SERVICE, msg_type: 1, message: { text: 'squatter' } };
    for (const audience of [{ user_id: [1] }, {}]) {
      const id = await schedules.plan('squatted', { ...audience, send_at: wireTimeIn(1500) });
      const client_msg_id = `sched:${id}`;
      datasOf(await chat.client.cms('sendMessage', { ...message, user_id: [1], client_msg_id }));
      await schedules.reached(id, 'sent');
    }
    expect(await having('squatted')).toEqual([1, 4, 5, 6]);
  });

  it.each([
    ['over for more than a minute', () => wireTimeIn(-62_000)],
    ['no day', () => '2099-02-30 00:00:00'],
    ['no hour', () => '2099-01-01 24:00:00'],
    ['another form', () => '2099-01-01T00:00:00'],
    ['without seconds', () => '2099-01-01 00:00'],
    ['unix seconds', () => 4_070_908_800],
    ['empty', () => ''],
  ])('a time that is %s is a 10000 that names send_at', async (_what, sendAt) => {
    const answer = await schedules.ask('never', { user_id: [1], send_at: sendAt() });
    expect(answer).toMatchObject({ status: 400, error_code: 10000 });
    expect(answer.error_msg).toContain('send_at');
  });

  it('refuses what the push would be refused: unknown users, bad bodies, unknown accounts', async () => {
    const unknown = await schedules.ask('never', { user_id: [1, 404, 405] });
    expect(unknown).toMatchObject({ status: 404, error_code: 20001 });
    expect(unknown.error_msg).toMatch(/404,405$/);
    const bad = await schedules.ask('', { user_id: [1] });
    expect(bad).toMatchObject({ error_code: 10000 });
    expect(bad.error_msg).toContain('message.text');
    expect(await schedules.ask('never', { service_id: 404 })).toMatchObject({ error_code: 20006 });
    expect(await having('never')).toEqual([]);
  });

  it('a cancelled one is never sent; cancelling it again is fine, cancelling a sent one is not', async () => {
    const cancelled = await schedules.plan('cancelled', { user_id: [1], send_at: wireTimeIn(2000) });
    for (const time of [1, 2]) expect((await schedules.cancel(cancelled)).datas, `time ${time}`).toBe(1);
    const next = await schedules.plan('after it', { user_id: [1], send_at: wireTimeIn(3000) });
    const { msg_id } = await schedules.reached(next, 'sent');
    expect(msg_id).not.toBeNull();
    expect(await schedules.find(cancelled)).toMatchObject({ state: 'cancelled', msg_id: null, sent_at: null });
    expect(await having('cancelled')).toEqual([]);
    expect(await schedules.cancel(next)).toMatchObject({ status: 409, error_code: 50010 });
    expect(await schedules.cancel(404_404)).toMatchObject({ status: 404, error_code: 50011 });
    expect((await schedules.cancel(cancelled)).datas).toBe(1);
  });

  it.each([
    ['to a list', { user_id: [1, 2] }],
    ['to the followers', {}],
  ])('what was sent %s and recalled is not to be read here either', async (_, audience) => {
    const id = await schedules.plan('to be forgotten', { ...audience, send_at: wireTimeIn(1000) });
    const { msg_id } = await schedules.reached(id, 'sent');
    datasOf(await chat.client.cms('recallMessage', { msg_id }));
    expect((await schedules.find(id)).body).toBe('{}');
  });

  it('says late where it is late', async () => {
    const id = await schedules.plan('late', { user_id: [1], send_at: FAR });
    await chat.app.get(UnitOfWork).run(async (tx) => {
      await tx.execute('UPDATE schedules SET send_at = ? WHERE id = ?', [Date.now() - HOUR_MS, id]);
    });
    const { late_seconds } = await schedules.reached(id, 'sent');
    expect(late_seconds).toBeGreaterThanOrEqual(3600);
    expect(late_seconds).toBeLessThan(3610);
  });

  it('one that nobody can read holds up no other', async () => {
    const bad = await schedules.plan('unreadable', { user_id: [1], send_at: FAR });
    await chat.app.get(UnitOfWork).run(async (tx) => {
      await tx.execute('UPDATE schedules SET body = ?, send_at = 1 WHERE id = ?', ['{', bad]);
    });
    await schedules.reached(await schedules.plan('next', { user_id: [1] }), 'sent');
    expect(await schedules.find(bad)).toMatchObject({ state: 'waiting', msg_id: null });
    expect((await schedules.cancel(bad)).datas).toBe(1);
  });

  it('lists by send_at, by state and in pages, with the true total', async () => {
    const other = new Schedules(chat.client, OTHER);
    const at = (hour: number): string => `2098-01-01 0${hour}:00:00`;
    const third = await other.plan('c', { user_id: [1], send_at: at(3) });
    const first = await other.plan('a', { user_id: [1], send_at: at(1) });
    const second = await other.plan('b', { send_at: at(2) });
    datasOf(await other.cancel(second));
    const idsOf = async (query: object): Promise<[number, number[]]> => {
      const { total, schedules: found } = await other.list(query);
      return [total, found.map(({ schedule_id }) => schedule_id)];
    };
    expect(await idsOf({})).toEqual([3, [first, second, third]]);
    expect(await idsOf({ page: 2, page_size: 2 })).toEqual([3, [third]]);
    expect(await idsOf({ page: 3, page_size: 2 })).toEqual([3, []]);
    expect(await idsOf({ state: 'waiting' })).toEqual([2, [first, third]]);
    expect(await idsOf({ state: 'cancelled' })).toEqual([1, [second]]);
    expect(await idsOf({ state: 'sent' })).toEqual([0, []]);
    const query = { service_id: OTHER, state: 'sending' };
    expect(await chat.client.get('cms/listScheduled', query, { 'x-api-key': TEST_API_KEY })).toMatchObject({
      error_code: 10000,
    });
  });

  describe('of an operator', () => {
    let editor: OperatorClient;

    beforeAll(async () => {
      editor = await OperatorClient.create(chat.client, 'editor', 'operator');
      datasOf(await chat.client.cms('assignOperator', { username: 'editor', service_id: SERVICE, assigned: 1 }));
    });

    it('are those of the assigned accounts; others are as if they were not there', async () => {
      const message = { msg_type: 1, message: { text: 'hers' }, user_id: [1], send_at: FAR };
      const own = await editor.post<{ schedule_id: number }>('schedulePush', { ...message, service_id: SERVICE });
      const { schedule_id } = datasOf(own);
      expect(await schedules.find(schedule_id)).toMatchObject({ created_by: 'editor' });
      expect((await editor.post('cancelScheduled', { schedule_id })).datas).toBe(1);

      const others = await new Schedules(chat.client, OTHER).plan('not hers', { user_id: [1], send_at: FAR });
      const unassigned = await editor.post('cancelScheduled', { schedule_id: others });
      expect(unassigned).toEqual(await editor.post('cancelScheduled', { schedule_id: 404_404 }));
      expect(unassigned).toMatchObject({ status: 404, error_code: 50011 });
      const tester = { msg_type: 1, message: { text: 'hers' }, test_user_id: [1] };
      for (const service_id of [OTHER, 404]) {
        const answers = [
          await editor.post('schedulePush', { ...message, service_id }),
          await editor.post('previewPush', { ...tester, service_id }),
          await editor.get('listScheduled', { service_id }),
        ];
        for (const answer of answers) expect(answer).toMatchObject({ status: 404, error_code: 20006 });
      }
      const { state } = await new Schedules(chat.client, OTHER).find(others);
      expect(state).toBe('waiting');
    });

    it('but not of a user', async () => {
      const user = chat.client.as(1);
      for (const call of ['previewPush', 'schedulePush', 'cancelScheduled'])
        expect(await user.post(`cms/${call}`, { schedule_id: 1 })).toMatchObject({ error_code: 10001 });
      expect(await user.get('cms/listScheduled', { service_id: SERVICE })).toMatchObject({ error_code: 10001 });
    });
  });
});

describe('A time zone with summer time', () => {
  it('has no send_at in the hour that it skips', async () => {
    const chat = await startChat({ TIME_ZONE: 'America/New_York' });
    try {
      await chat.client.importUsers(1);
      datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
      const schedules = new Schedules(chat.client, SERVICE);
      // The second Sunday of March.
      const skipped = await schedules.ask('x', { user_id: [1], send_at: '2099-03-08 02:30:00' });
      expect(skipped).toMatchObject({ error_code: 10000 });
      expect(skipped.error_msg).toContain('send_at');
      const id = await schedules.plan('x', { user_id: [1], send_at: '2099-03-08 03:30:00' });
      expect((await schedules.find(id)).send_at).toBe('2099-03-08 03:30:00');
    } finally {
      await chat.close();
    }
  });
});
