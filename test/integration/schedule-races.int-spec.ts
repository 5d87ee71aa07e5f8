import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PushService } from '../../src/cms/pushes/push.service.js';
import { ScheduleReceivers } from '../../src/cms/schedules/schedule-receivers.js';
import { ScheduleRunner } from '../../src/cms/schedules/schedule-runner.js';
import { ScheduleSender } from '../../src/cms/schedules/schedule-sender.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { Schedules } from '../support/chat/schedules.js';
import type { Push } from '../support/chat/user-socket.js';
import { store } from '../support/stores/test-database.js';
import { type SecondServer, startSecondServer } from './support/second-server.js';
import { gate } from './support/writing.js';

const SERVICE = 7;
const OTHER_SERVICE = 8;
const UIDS = [1, 2, 3];
const ROUNDS = 30;
const RECALLS = 10;
/** Older than any claim may get. */
const LONG_AGO_MS = 60_000;

describe('Sending what was scheduled', () => {
  let chat: ChatApp;
  let second: SecondServer | undefined;
  let schedules: Schedules;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...UIDS);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    datasOf(await chat.client.cms('addServiceFollowers', { service_id: SERVICE, user_id: UIDS }));
    if (store === 'mysql') second = await startSecondServer(chat);
    // Here the tests say when.
    for (const server of [chat, second]) await server?.app.get(ScheduleRunner).stop();
    schedules = new Schedules(chat.client, SERVICE);
  });
  afterAll(async () => {
    await second?.close();
    await chat.close();
  });

  const senders = (): ScheduleSender[] => [chat, second ?? chat].map(({ app }) => app.get(ScheduleSender));
  const execute = (sql: string, parameters: unknown[]): Promise<number> =>
    chat.app.get(UnitOfWork).run((tx) => tx.execute(sql, parameters));
  /** How often each of the users has it. */
  const copies = async (text: string): Promise<number[]> =>
    Promise.all(
      UIDS.map(async (uid) => {
        const sync = await chat.client.as(uid).post<{ messages: Push[] }>('message/sync', { known: {}, limit: 1000 });
        return datasOf(sync).messages.filter(({ body }) => body['text'] === text).length;
      }),
    );
  /** What a node leaves behind that dies after the commit and before it has written that down. */
  const forgetSent = (id: number): Promise<number> =>
    execute('UPDATE schedules SET state = 4, msg_id = NULL, sent_at = NULL, claimed_at = ? WHERE id = ?', [
      Date.now() - LONG_AGO_MS,
      id,
    ]);

  it('at once by several, and by two nodes, sends it once', async () => {
    for (const user_id of [UIDS, undefined]) {
      const text = user_id ? 'raced list' : 'raced broadcast';
      const id = await schedules.plan(text, { user_id });
      await Promise.all([...senders(), ...senders()].map((sender) => sender.send(id)));
      expect(await schedules.find(id)).toMatchObject({ state: 'sent', receivers: 3 });
      expect(await copies(text)).toEqual([1, 1, 1]);
    }
  });

  it('again after a crash between commit and marking finds the first msg_id, and the time of the first send', async () => {
    for (const user_id of [UIDS, undefined]) {
      const text = user_id ? 'crashed list' : 'crashed broadcast';
      const id = await schedules.plan(text, { user_id });
      const [a, b] = senders();
      await a?.send(id);
      const first = await schedules.find(id);
      await forgetSent(id);
      expect(await schedules.find(id)).toMatchObject({ state: 'waiting', msg_id: null, sent_at: null });
      expect(await b?.findDue()).toEqual([{ id, serviceId: SERVICE }]);
      await b?.send(id);
      expect(await schedules.find(id)).toEqual(first);
      expect(await copies(text)).toEqual([1, 1, 1]);
    }
  });

  it('again after a crash finds the first msg_id, though sched:<id> was taken', async () => {
    const id = await schedules.plan('squatted', { user_id: UIDS });
    const squatter = { service_id: SERVICE, msg_type: 1, message: { text: 'squatter' }, client_msg_id: `sched:${id}` };
    datasOf(await chat.client.cms('broadcastMessage', squatter));
    const [a, b] = senders();
    await a?.send(id);
    const first = await schedules.find(id);
    await forgetSent(id);
    await b?.send(id);
    expect(await schedules.find(id)).toEqual(first);
    expect(await copies('squatted')).toEqual([1, 1, 1]);
  });

  it('again after a crash, and a recall meanwhile, keeps no body of what was recalled', async () => {
    for (const user_id of [UIDS, undefined]) {
      const id = await schedules.plan('recalled before it was marked', { user_id });
      const [a, b] = senders();
      await a?.send(id);
      const { msg_id } = await schedules.find(id);
      await forgetSent(id);
      datasOf(await chat.client.cms('recallMessage', { msg_id }));
      await b?.send(id);
      expect(await schedules.find(id)).toMatchObject({ state: 'sent', msg_id, body: '{}' });
    }
  });

  it(`beside a recall, ${RECALLS} times, keeps no body of what was recalled`, async () => {
    for (let round = 1; round <= RECALLS; round += 1) {
      const id = await schedules.plan(`recall race ${round}`, { user_id: UIDS });
      const [a, b] = senders();
      await a?.send(id);
      const { msg_id } = await schedules.find(id);
      await forgetSent(id);
      // The second one only marks it.
      const [answer] = await Promise.all([chat.client.cms('recallMessage', { msg_id }), b?.send(id)]);
      datasOf(answer);
      expect(await schedules.find(id), `round ${round}`).toMatchObject({ state: 'sent', msg_id, body: '{}' });
    }
  });

  it('is recalled together with its body, or not at all', async () => {
    const id = await schedules.plan('recalled in one', { user_id: UIDS });
    await senders()[0]?.send(id);
    const { msg_id } = await schedules.find(id);
    const fails =
      store === 'sqlite'
        ? `BEGIN SELECT RAISE(ABORT, 'in the way'); END`
        : `FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in the way'`;
    await execute(`CREATE TRIGGER broken BEFORE UPDATE ON schedules ${fails}`, []);
    expect(await chat.client.cms('recallMessage', { msg_id })).toMatchObject({ error_code: 10500 });
    await execute('DROP TRIGGER broken', []);
    const progress = (): Promise<unknown> =>
      chat.client.get('cms/getPushProgress', { msg_id: msg_id ?? 0 }, { 'x-api-key': TEST_API_KEY });
    expect(await progress()).toMatchObject({ datas: { state: 'sent' } });
    expect(await copies('recalled in one')).toEqual([1, 1, 1]);
    datasOf(await chat.client.cms('recallMessage', { msg_id }));
    expect(await progress()).toMatchObject({ datas: { state: 'recalled' } });
    expect((await schedules.find(id)).body).toBe('{}');
  });

  it('leaves a claim alone that is fresh, and is not to be cancelled then', async () => {
    const id = await schedules.plan('claimed', { user_id: UIDS });
    await execute('UPDATE schedules SET state = 4, claimed_at = ? WHERE id = ?', [Date.now(), id]);
    const [a, b] = senders();
    expect(await b?.findDue()).toEqual([]);
    await a?.send(id);
    expect(await copies('claimed')).toEqual([0, 0, 0]);
    expect(await schedules.cancel(id)).toMatchObject({ status: 409, error_code: 50010 });
    await execute('UPDATE schedules SET claimed_at = 0 WHERE id = ?', [id]);
    await b?.send(id);
    expect(await copies('claimed')).toEqual([1, 1, 1]);
  });

  it(`beside a cancel, ${ROUNDS} times: cancelled and never sent, or sent and not cancelled`, async () => {
    const outcomes = { cancelled: 0, sent: 0 };
    const first = await schedules.plan('cancelled', { user_id: UIDS });
    const start = performance.now();
    datasOf(await schedules.cancel(first));
    const usualMs = performance.now() - start;
    for (let round = 1; round <= ROUNDS; round += 1) {
      const text = `cancel race ${round}`;
      const id = await schedules.plan(text, { user_id: UIDS });
      const servers = [chat, second ?? chat];
      const send = async (delay: number): Promise<void> => {
        await new Promise((resolve) => setTimeout(resolve, delay));
        await senders()[round % 2]?.send(id);
      };
      const [answer] = await Promise.all([
        new Schedules((servers[0] ?? chat).client, SERVICE).cancel(id),
        send(((round % 6) / 4) * usualMs),
      ]);
      const isCancelled = answer.datas === 1;
      if (!isCancelled) expect(answer).toMatchObject({ error_code: 50010 });
      const state = isCancelled ? 'cancelled' : 'sent';
      outcomes[state] += 1;
      await senders()[(round + 1) % 2]?.send(id);
      expect(await schedules.find(id), text).toMatchObject({ state });
      expect(await copies(text), text).toEqual(isCancelled ? [0, 0, 0] : [1, 1, 1]);
    }
    console.info(`Cancels beside sends: ${JSON.stringify(outcomes)}`);
  });

  it('by the same client_msg_id from two nodes at once is one schedule', async () => {
    for (let round = 1; round <= 10; round += 1) {
      const more = { user_id: UIDS, client_msg_id: `same ${round}`, send_at: '2099-01-01 00:00:00' };
      const nodes = [chat, second ?? chat].map(({ client }) => new Schedules(client, SERVICE));
      const ids = await Promise.all([...nodes, ...nodes].map((node) => node.plan(`same ${round}`, more)));
      expect(new Set(ids).size).toBe(1);
      const query = { state: 'waiting', page_size: 1000 };
      const found = (await schedules.list(query)).schedules.filter(({ body }) => body.includes(`same ${round}"`));
      expect(found.map(({ receivers }) => receivers)).toEqual([3]);
    }
  });

  it('refused for good is failed, with its code, and can be called off', async () => {
    await chat.client.importUsers(99);
    const id = await schedules.plan('to one who is gone', { user_id: [99] });
    datasOf(await chat.client.cms('deleteUser', { user_id: 99 }));
    const [sender] = senders();
    await sender?.send(id);
    const failed = { state: 'failed', error_code: 20001, msg_id: null, sent_at: null, late_seconds: 0 };
    expect(await schedules.find(id)).toMatchObject(failed);
    expect(await sender?.findDue()).toEqual([]);
    expect((await schedules.cancel(id)).datas).toBe(1);
    expect(await schedules.find(id)).toMatchObject(failed);
    expect(await copies('to one who is gone')).toEqual([0, 0, 0]);
  });

  it('again after a crash is marked as sent, though the push has expired meanwhile', async () => {
    const id = await schedules.plan('crashed, and expired', { user_id: UIDS });
    const [a, b] = senders();
    await a?.send(id);
    const { msg_id, receivers } = await schedules.find(id);
    await forgetSent(id);
    const gone = 'UPDATE service_counters SET outbox_gone = ? WHERE service_id = ?';
    await execute(gone, [Number.MAX_SAFE_INTEGER, SERVICE]);
    await b?.send(id);
    await execute(gone, [0, SERVICE]);
    expect(await schedules.find(id)).toMatchObject({ state: 'sent', msg_id, receivers, error_code: null });
    expect(await copies('crashed, and expired')).toEqual([1, 1, 1]);
  });

  it('of one account, where its pushes wait, holds up no other account', async () => {
    const other = new Schedules(chat.client, OTHER_SERVICE);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: OTHER_SERVICE, nickname: 'o', photo: '' }));
    const held: number[] = [];
    for (const text of ['held 1', 'held 2', 'held 3']) held.push(await schedules.plan(text, { user_id: UIDS }));
    const free = await other.plan('in time', { user_id: UIDS });
    const { opened, open } = gate();
    const pushes = chat.app.get(PushService);
    const sendSettled = pushes.sendSettled.bind(pushes);
    const holding = vi.spyOn(pushes, 'sendSettled').mockImplementation(async (message, receivers) => {
      if (message.serviceId === SERVICE) await opened;
      return sendSettled(message, receivers);
    });
    const runner = new ScheduleRunner(chat.app.get(ScheduleSender), chat.app.get(ScheduleReceivers));
    runner.onApplicationBootstrap();
    await other.reached(free, 'sent');
    for (const id of held) expect(await schedules.find(id)).toMatchObject({ state: 'waiting' });
    open();
    for (const id of held) await schedules.reached(id, 'sent');
    const sent = await Promise.all(held.map((id) => schedules.find(id)));
    expect(sent.map(({ msg_id }) => msg_id)).toEqual(
      sent.map(({ msg_id }) => msg_id).sort((a, b) => (a ?? 0) - (b ?? 0)),
    );
    await runner.stop();
    holding.mockRestore();
  });

  it('of one account, while its pushes wait, holds up none of another that becomes due after the look', async () => {
    const other = new Schedules(chat.client, OTHER_SERVICE);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: OTHER_SERVICE, nickname: 'o', photo: '' }));
    const held = await schedules.plan('held since a look', { user_id: UIDS });
    const { opened, open } = gate();
    const isHeld = gate();
    const pushes = chat.app.get(PushService);
    const sendSettled = pushes.sendSettled.bind(pushes);
    let attempts = 0;
    const holding = vi.spyOn(pushes, 'sendSettled').mockImplementation(async (message, receivers) => {
      if (message.serviceId === SERVICE) {
        attempts += 1;
        isHeld.open();
        await opened;
      }
      return sendSettled(message, receivers);
    });
    const runner = new ScheduleRunner(chat.app.get(ScheduleSender), chat.app.get(ScheduleReceivers));
    runner.onApplicationBootstrap();
    try {
      await isHeld.opened;
      const late = [await schedules.plan('behind the held one', { user_id: UIDS })];
      for (const text of ['due later', 'due even later'])
        await other.reached(await other.plan(text, { user_id: UIDS }), 'sent');
      // Looks that went on meanwhile begin no second line of that account.
      expect(attempts).toBe(1);
      expect(await schedules.find(held)).toMatchObject({ state: 'waiting' });
      open();
      for (const id of [held, ...late]) await schedules.reached(id, 'sent');
      expect(await copies('held since a look')).toEqual([1, 1, 1]);
    } finally {
      open();
      await runner.stop();
      holding.mockRestore();
    }
  });

  it('looks up the first of each account before the second of any', async () => {
    const other = new Schedules(chat.client, OTHER_SERVICE);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: OTHER_SERVICE, nickname: 'o', photo: '' }));
    const ids: number[] = [];
    for (let index = 0; index < 12; index += 1) ids.push(await schedules.plan(`many ${index}`, { user_id: UIDS }));
    const last = await other.plan('one', { user_id: UIDS });
    const [sender] = senders();
    const due = await sender?.findDue();
    // Ten of an account at the most.
    const expected = [ids[0], last, ...ids.slice(1, 10)];
    expect(due?.map(({ id }) => id)).toEqual(expected);
    for (const id of [...ids, last]) await sender?.send(id);
    expect(await sender?.findDue()).toEqual([]);
  });

  it('again after a crash that nobody noticed finds the first msg_id, though a receiver was deleted meanwhile', async () => {
    await chat.client.importUsers(98);
    const id = await schedules.plan('crashed, and one deleted', { user_id: [...UIDS, 98] });
    const [a, b] = senders();
    await a?.send(id);
    const first = await schedules.find(id);
    await forgetSent(id);
    datasOf(await chat.client.cms('deleteUser', { user_id: 98 }));
    await b?.send(id);
    expect(await schedules.find(id)).toEqual(first);
    expect(await copies('crashed, and one deleted')).toEqual([1, 1, 1]);
  });

  it.runIf(store === 'mysql')(
    'that finds the storage in the way is tried again, by anybody, and not lost',
    async () => {
      const id = await schedules.plan('blocked', {});
      const key = `g:4:${SERVICE}`;
      const [a, b] = senders();
      const { opened, open } = gate();
      const isHeld = gate();
      // Longer than a sender has patience.
      const holding = chat.app.get(UnitOfWork).run(async (tx) => {
        await tx.query('SELECT id FROM conversations WHERE conversation_key = ? FOR UPDATE', [key]);
        isHeld.open();
        await opened;
      });
      await isHeld.opened;
      await a?.send(id);
      expect(await schedules.find(id)).toMatchObject({ state: 'waiting', msg_id: null });
      // A commit that nobody confirmed might hold.
      expect(await schedules.cancel(id)).toMatchObject({ error_code: 50010 });
      expect(await b?.findDue()).toEqual([{ id, serviceId: SERVICE }]);
      open();
      await holding;
      await b?.send(id);
      expect(await schedules.find(id)).toMatchObject({ state: 'sent' });
      expect(await copies('blocked')).toEqual([1, 1, 1]);
    },
  );

  it('says how late it is so far, while it waits', async () => {
    const id = await schedules.plan('overdue', { user_id: [1] });
    await execute('UPDATE schedules SET send_at = ? WHERE id = ?', [Date.now() - LONG_AGO_MS, id]);
    expect((await schedules.find(id)).late_seconds).toBeGreaterThanOrEqual(60);
    const query = { service_id: SERVICE, state: 'waiting' };
    const answer = await chat.client.get('cms/listScheduled', query, { 'x-api-key': TEST_API_KEY });
    expect(JSON.stringify(answer.datas)).toContain('overdue');
    await senders()[0]?.send(id);
    expect((await schedules.find(id)).late_seconds).toBeGreaterThanOrEqual(60);
  });
});
