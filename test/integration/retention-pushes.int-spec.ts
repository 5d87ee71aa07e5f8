import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PushAccess } from '../../src/cms/pushes/push-access.js';
import { receiversAsCsv } from '../../src/cms/pushes/push-csv.js';
import { PushOutcomePresenter } from '../../src/cms/pushes/push-outcome.presenter.js';
import type { ReceiverQuery } from '../../src/cms/pushes/push-outcome.service.js';
import { RetentionRunner } from '../../src/cms/retention/retention-runner.js';
import { RetentionSweep } from '../../src/cms/retention/retention-sweep.js';
import { ReadStore } from '../../src/database/read-store.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { textMessage } from '../support/chat/chat-client.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';

const DAY_MS = 86_400_000;
const DAYS = 30;
const LONG_AGO = Date.now() - 40 * DAY_MS;
const HEADERS = { 'x-api-key': TEST_API_KEY };
/** More than one chunk of a sweep. */
const RECEIVERS = Array.from({ length: 1_050 }, (_, index) => index + 1);
const READERS = [1, 2, 700, 1_050];
const KEY = { kind: 'cms', actor: 'api_key', role: 'admin' } as const;
const GONE = { status: 404, error_code: 20002 };

interface Sent {
  readonly total: number;
  readonly msgs: readonly { msg_id: number; receivers: number; received: number }[];
}

interface Read {
  readonly body: { readonly text?: string };
}

describe('Pushes that expire', () => {
  let chat: ChatApp;
  let service = 700;

  beforeAll(async () => {
    chat = await startChat({ RETENTION_DAYS: String(DAYS) });
    // Here the tests say when.
    await chat.app.get(RetentionRunner).stop();
    await chat.client.importUsers(...RECEIVERS);
  });
  afterAll(() => chat.close());

  const execute = (sql: string, ...parameters: unknown[]): Promise<number> =>
    chat.app.get(UnitOfWork).run((tx) => tx.execute(sql, parameters));
  const age = async (...msgIds: readonly number[]): Promise<void> => {
    for (const table of ['messages', 'pushes']) {
      await execute(`UPDATE ${table} SET created_at = ? WHERE id IN (${msgIds.join(', ')})`, LONG_AGO);
    }
  };
  const parts = () => chat.app.get(RetentionSweep).parts(Date.now() - DAYS * DAY_MS);
  const saveService = async (): Promise<number> => {
    const service_id = (service += 1);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id, nickname: 's', photo: '' }));
    datasOf(await chat.client.cms('addServiceFollowers', { service_id, user_id: READERS }));
    return service_id;
  };
  const push = async (service_id: number, text: string, user_id?: readonly number[]): Promise<number> => {
    const message = { service_id, msg_type: 1, message: { text }, ...(user_id && { user_id }) };
    return datasOf(await chat.client.cms<number>(user_id ? 'sendMessage' : 'broadcastMessage', message));
  };
  const ask = async (service_id: number, uid: number): Promise<number> => {
    const question = { to_uid: service_id, send_type: 2, message: textMessage('?') };
    return datasOf(await chat.client.as(uid).post<number>('message/sendMessage', question));
  };
  const get = (call: string, query: Record<string, unknown>) => chat.client.get(`cms/${call}`, query, HEADERS);
  const list = async (service_id: number, search_type: number, more: object = {}): Promise<Sent> => {
    const query = { service_id, search_type, page: 1, page_size: 2, ...more };
    const first = datasOf(await chat.client.get<Sent>('cms/getServiceMsg', query, HEADERS));
    const second = datasOf(await chat.client.get<Sent>('cms/getServiceMsg', { ...query, page: 2 }, HEADERS));
    expect(second.total).toBe(first.total);
    return { total: first.total, msgs: [...first.msgs, ...second.msgs] };
  };
  /** All receivers, page by page. */
  const receiversOf = async (msg_id: number): Promise<number[] | undefined> => {
    const uids: number[] = [];
    for (let cursor: number | null = 0; cursor !== null;) {
      const answer = await get('getPushReceivers', { msg_id, page_size: 1000, ...(cursor && { cursor }) });
      if (answer.status !== 200) {
        expect(answer).toMatchObject(GONE);
        return undefined;
      }
      const page = answer.datas as { receivers: { user_id: number }[]; next_cursor: number | null };
      uids.push(...page.receivers.map(({ user_id }) => user_id));
      cursor = page.next_cursor;
    }
    return uids;
  };
  /** Whether a copy of it is left at somebody. */
  const isHeld = async (msg_id: number): Promise<boolean> =>
    (await chat.app.get(ReadStore).query('SELECT id FROM messages WHERE id = ?', [msg_id])).length > 0;
  /** As if they had been sent by schedules. */
  const scheduled = async (service_id: number, msgIds: readonly number[]): Promise<void> => {
    for (const id of msgIds) {
      await execute(
        `INSERT INTO schedules (id, service_id, state, audience, type, body, send_at, msg_id, sent_at, created_by,
           created_at) VALUES (?, ?, 1, 0, 1, '{"text":"kept"}', 1, ?, 1, 'boss', 1)`,
        id,
        service_id,
        id,
      );
    }
  };
  const schedules = async (service_id: number): Promise<readonly { msg_id: number; body: string }[]> => {
    const answer = await get('listScheduled', { service_id });
    return datasOf(answer as Answer<{ schedules: { msg_id: number; body: string }[] }>).schedules;
  };
  /** Every reader of these pushes says the same: whole, or gone. @returns those that are there, oldest first */
  const seen = async (service_id: number, pushes: ReadonlyMap<number, readonly number[]>): Promise<number[]> => {
    const there: number[] = [];
    for (const [msg_id, receivers] of pushes) {
      const progress = await get('getPushProgress', { msg_id });
      const uids = await receiversOf(msg_id);
      const trace = await get('traceMessage', { msg_id });
      if (uids === undefined) {
        expect(progress).toMatchObject(GONE);
        expect(trace).toMatchObject(GONE);
        if (!(await isHeld(msg_id))) expect(await chat.client.cms('recallMessage', { msg_id })).toMatchObject(GONE);
        continue;
      }
      there.push(msg_id);
      expect(uids).toEqual(receivers);
      expect(progress.datas).toMatchObject({ receivers: receivers.length, received: READERS.length });
      expect(trace.datas).toMatchObject({ receivers: receivers.length, received: READERS.length });
    }
    for (const { msg_id, body } of await schedules(service_id)) {
      expect([msg_id, body]).toEqual([msg_id, there.includes(msg_id) ? '{"text":"kept"}' : '{}']);
    }
    const newest = [...there].reverse();
    for (const filter of [{}, ...READERS.map((user_id) => ({ user_id }))]) {
      const { total, msgs } = await list(service_id, 2, filter);
      expect([total, msgs.map(({ msg_id }) => msg_id)]).toEqual([newest.length, newest]);
    }
    return there;
  };

  it(
    'are gone to every reader at once, and from every total; rows follow, from wherever it was cut',
    { timeout: 60_000 },
    async () => {
      const service_id = await saveService();
      const pushes = new Map<number, readonly number[]>();
      pushes.set(await push(service_id, 'to many', RECEIVERS), RECEIVERS);
      pushes.set(await push(service_id, 'to followers'), READERS);
      pushes.set(await push(service_id, 'stays', READERS), READERS);
      pushes.set(await push(service_id, 'stays, too'), READERS);
      const all = [...pushes.keys()];
      for (const uid of READERS) {
        datasOf(await chat.client.as(uid).post('message/updateMessageReadStatus', { msg_id: all, status: 4 }));
      }
      await scheduled(service_id, all);
      expect(await schedules(service_id)).toHaveLength(all.length);
      expect(await seen(service_id, pushes)).toEqual(all);
      await age(...all.slice(0, 2));
      const looks: string[] = [];
      let removed = 0;
      for (let work = parts(), count = 0; ; count += 1) {
        const { done, value } = await work.next();
        if (value?.what === 'pushes') removed += value.count;
        // Each of the many dialogues is two parts, and so is each account where nothing is old any more.
        if (/inbox|messages|recalls/.test(value?.what ?? '') && count % 500 > 1) continue;
        looks.push((await seen(service_id, pushes)).join());
        if (done) break;
        // Cut here, and begun anew, as by a node that died.
        if (value?.count) {
          await work.return(undefined);
          work = parts();
        }
      }
      // Both went by one step, the first one.
      expect([...new Set(looks)]).toEqual([all.slice(2).join()]);
      expect(looks.length).toBeGreaterThan(10);
      expect(removed).toBe(2);
      for (const table of ['push_receipts', 'push_targets']) {
        const sql = `SELECT COUNT(*) AS count FROM ${table} WHERE push_id IN (?, ?)`;
        expect(await chat.app.get(ReadStore).query(sql, all.slice(0, 2))).toEqual([{ count: 0 }]);
      }
    },
  );

  it('can be recalled as long as somebody has them, and the log names the account', async () => {
    const service_id = await saveService();
    const pushes = [await push(service_id, 'to two', [1, 2]), await push(service_id, 'to followers')];
    await age(...pushes);
    for await (const { what } of parts()) if (what === 'hidden') break;
    const textsOf = async (conversation: string): Promise<(string | undefined)[]> => {
      const query = { conversation_id: conversation };
      const history = datasOf(await chat.client.as(1).get<{ messages: Read[] }>('message/getHistory', query));
      return history.messages.map(({ body }) => body.text);
    };
    const read = async () => [...(await textsOf(`s:${service_id}`)), ...(await textsOf(`g:4:${service_id}`))];
    expect(await read()).toEqual(['to two', 'to followers']);
    for (const msg_id of pushes) {
      expect(await get('getPushProgress', { msg_id })).toMatchObject(GONE);
      expect(datasOf(await chat.client.cms('recallMessage', { msg_id }))).toBe(1);
      const log = await get('getAuditLog', { action: 'recallMessage', page_size: 1 });
      expect(log.datas).toMatchObject({ entries: [{ service_id, detail: { msg_id } }] });
    }
    expect(await read()).toEqual([undefined, undefined]);
    for await (const part of parts()) expect(part.count).toBeGreaterThanOrEqual(0);
    for (const msg_id of pushes) expect(await chat.client.cms('recallMessage', { msg_id })).toMatchObject(GONE);
  });

  it('leave no list of half of their receivers: a CSV that has begun breaks off', async () => {
    const service_id = await saveService();
    const id = await push(service_id, 'to many', RECEIVERS);
    const access = chat.app.get(PushAccess);
    const found = await access.find(KEY, id);
    const read = (query: ReceiverQuery) => access.readReceivers(KEY, found, query);
    const csv = receiversAsCsv(read, chat.app.get(PushOutcomePresenter), { status: undefined, cursor: 0 });
    await csv.next();
    expect(String((await csv.next()).value).split('\r\n').length).toBeGreaterThan(900);
    await age(id);
    for await (const { what } of parts()) if (what === 'hidden') break;
    await expect(csv.next()).rejects.toMatchObject({ code: 20002 });
  });

  it(
    'stay whole behind one that is younger, by another clock; and so does what users wrote',
    { timeout: 60_000 },
    async () => {
      const service_id = await saveService();
      const pushes = new Map<number, readonly number[]>();
      pushes.set(await push(service_id, 'younger', [1]), [1]);
      const asked = [await ask(service_id, 1), await ask(service_id, 2)];
      for (const receivers of [READERS, undefined]) {
        pushes.set(await push(service_id, 'older', receivers), READERS);
      }
      const [first = 0, ...older] = pushes.keys();
      for (const uid of READERS) {
        await chat.client.as(uid).post('message/updateMessageReadStatus', { msg_id: older, status: 4 });
      }
      await age(...older, asked[1] ?? 0);
      for await (const part of parts()) expect(part.count).toBeGreaterThanOrEqual(0);
      for (const msg_id of older) {
        expect((await get('getPushProgress', { msg_id })).datas).toMatchObject({ receivers: 4, received: 4 });
        expect(await receiversOf(msg_id)).toEqual(READERS);
      }
      expect((await list(service_id, 2, { user_id: 2 })).msgs.map(({ msg_id }) => msg_id)).toEqual(
        [...older].reverse(),
      );
      for (const [filter, expected] of [
        [{}, [...asked].reverse()],
        [{ user_id: 2 }, asked.slice(1)],
      ] as const) {
        const { total, msgs } = await list(service_id, 1, filter);
        expect([total, msgs.map(({ msg_id }) => msg_id)]).toEqual([expected.length, expected]);
      }
      // Once the younger one is old as well, all go.
      await age(first, ...asked);
      for await (const part of parts()) expect(part.count).toBeGreaterThanOrEqual(0);
      expect(await seen(service_id, pushes)).toEqual([]);
      expect(await list(service_id, 1)).toEqual({ total: 0, msgs: [] });
    },
  );
});
