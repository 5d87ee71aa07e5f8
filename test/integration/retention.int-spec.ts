import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RetentionClock } from '../../src/cms/retention/retention-clock.js';
import { RetentionRunner } from '../../src/cms/retention/retention-runner.js';
import { RetentionSweep } from '../../src/cms/retention/retention-sweep.js';
import { ReadStore } from '../../src/database/read-store.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { betweenUsers, inGroup } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { textMessage } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { Schedules } from '../support/chat/schedules.js';
import type { Push } from '../support/chat/user-socket.js';
import { appendMany } from '../support/rounds/append-many.js';
import { store } from '../support/stores/test-database.js';
import { type SecondServer, startSecondServer } from './support/second-server.js';
import { watchStatements } from './support/statements.js';

const DAY_MS = 86_400_000;
const DAYS = 30;
const LONG_AGO = Date.now() - 40 * DAY_MS;

interface History {
  readonly last_seq: number;
  readonly messages: readonly (Push & { recalled?: true })[];
  readonly has_more: boolean;
}
interface Listed {
  readonly total: number;
  readonly conversations: readonly { conversation_id: string; last_seq: number; unread: number }[];
}

async function sweepIfDue(sweep: RetentionSweep, isStopped?: () => boolean): Promise<void> {
  const claim = await sweep.claim();
  if (claim) await sweep.carryOut(claim, isStopped);
}

describe(`RETENTION_DAYS=${DAYS}`, () => {
  let chat: ChatApp;
  let second: SecondServer | undefined;
  let next = 1;

  beforeAll(async () => {
    chat = await startChat({ RETENTION_DAYS: String(DAYS) });
    // Here the tests say when. Not after the second server's start, which takes seconds.
    await chat.app.get(RetentionRunner).stop();
    if (store === 'mysql') second = await startSecondServer(chat);
  });
  afterAll(async () => {
    await second?.close();
    await chat.close();
  });

  const people = async (count: number): Promise<number[]> => {
    const uids = Array.from({ length: count }, () => next++);
    await chat.client.importUsers(...uids);
    return uids;
  };
  const rows = <Row = Record<string, number>>(sql: string, ...parameters: unknown[]): Promise<Row[]> =>
    chat.app.get(ReadStore).query<Row>(sql, parameters);
  const execute = (sql: string, ...parameters: unknown[]): Promise<number> =>
    chat.app.get(UnitOfWork).run((tx) => tx.execute(sql, parameters));
  /** As if these messages had been sent long ago. */
  const age = async (...msgIds: readonly number[]): Promise<void> => {
    for (const table of ['messages', 'pushes']) {
      await execute(`UPDATE ${table} SET created_at = ? WHERE id IN (${msgIds.join(', ')})`, LONG_AGO);
    }
  };
  const sweep = async (by = chat.app.get(RetentionSweep)): Promise<Record<string, number>> => {
    const swept: Record<string, number> = {};
    for await (const { what, count } of by.parts(Date.now() - DAYS * DAY_MS)) {
      if (count > 0) swept[what] = (swept[what] ?? 0) + count;
    }
    return swept;
  };
  const history = async (uid: number, conversation_id: string, more: object = {}): Promise<History> =>
    datasOf(await chat.client.as(uid).get<History>('message/getHistory', { conversation_id, ...more }));
  const list = async (uid: number): Promise<Listed> =>
    datasOf(await chat.client.as(uid).get<Listed>('message/getConversationList'));
  const sync = async (uid: number, more: object = {}): Promise<{ messages: Push[]; recalled: object[] }> =>
    datasOf(await chat.client.as(uid).post('message/sync', { known: {}, ...more }));
  const say = async (from: number, to: number, text: string, clientMsgId?: string): Promise<number> =>
    datasOf(await chat.client.as(from).send(to, text, clientMsgId));
  const texts = (messages: readonly Push[]): unknown[] => messages.map(({ body }) => body['text']);

  it('removes what is older, for every reader, and leaves what is not; seqs go on', async () => {
    const [ann = 0, bob = 0] = await people(2);
    const old = [await say(ann, bob, 'one'), await say(bob, ann, 'two'), await say(ann, bob, 'three')];
    const kept = await say(ann, bob, 'four');
    await age(...old);
    expect(await sweep()).toEqual({ messages: 3 });
    expect(await history(bob, `u:${ann}`)).toMatchObject({
      last_seq: 4,
      has_more: false,
      messages: [{ msg_id: kept, seq: 4 }],
    });
    expect(await history(bob, `u:${ann}`, { after_seq: 0, limit: 2 })).toMatchObject({ messages: [{ seq: 4 }] });
    expect(await history(bob, `u:${ann}`, { before_seq: 4 })).toMatchObject({ has_more: false, messages: [] });
    expect(texts((await sync(bob)).messages)).toEqual(['four']);
    expect(await list(bob)).toMatchObject({ total: 1, conversations: [{ last_seq: 4, unread: 1 }] });
    const [first = 0] = old;
    const { client } = chat;
    const gone = { status: 404, error_code: 20002 };
    expect(await client.as(ann).get('message/getMessageStatus', { msg_id: first })).toMatchObject(gone);
    expect(await client.as(bob).post('message/updateMessageReadStatus', { msg_id: first, status: 4 })).toMatchObject(
      gone,
    );
    expect(await client.as(ann).post('message/recallMessage', { msg_id: first })).toMatchObject(gone);
    await say(bob, ann, 'five');
    expect((await history(ann, `u:${bob}`)).messages.map(({ seq }) => seq)).toEqual([4, 5]);
    expect(await sweep()).toEqual({});
  });

  it('takes a quiet conversation off the list, until somebody writes again; groups and former members alike', async () => {
    const [ann = 0, bob = 0, former = 0] = await people(3);
    await chat.client.saveGroup(2, 500, [ann, bob, former]);
    const sent = [await say(ann, bob, 'old'), datasOf(await chat.client.as(ann).sendToGroup(2, 500, 'old'))];
    await chat.client.removeMembers(2, 500, [former]);
    await age(...sent);
    expect(await sweep()).toEqual({ messages: 2 });
    for (const uid of [ann, bob, former]) {
      expect(await list(uid)).toEqual({ total: 0, conversations: [] });
      expect(await sync(uid)).toMatchObject({ messages: [] });
      expect(await history(uid, 'g:2:500')).toMatchObject({ last_seq: 0, messages: [], has_more: false });
    }
    datasOf(await chat.client.as(bob).sendToGroup(2, 500, 'new'));
    expect(await list(ann)).toMatchObject({ conversations: [{ conversation_id: 'g:2:500', last_seq: 2, unread: 1 }] });
    expect(await list(former)).toMatchObject({ total: 0 });
  });

  it('still answers a repeat with the first msg_id, and other content with 20009', async () => {
    const [ann = 0, bob = 0] = await people(2);
    const first = await say(ann, bob, 'only once', 'id-1');
    await age(first);
    await sweep();
    expect(await say(ann, bob, 'only once', 'id-1')).toBe(first);
    expect(await chat.client.as(ann).send(bob, 'something else', 'id-1')).toMatchObject({ error_code: 20009 });
    const group = await chat.client.as(ann).post('group/createGroup', { name: 'group', client_msg_id: 'id-1' });
    expect(group).toMatchObject({ error_code: 20009 });
    expect(await sync(bob)).toMatchObject({ messages: [] });
    expect(await sweep()).toEqual({});
  });

  it('removes recalls of what is gone', async () => {
    const [ann = 0, bob = 0] = await people(2);
    const sent = [await say(ann, bob, 'one'), await say(ann, bob, 'two')];
    for (const msg_id of sent) datasOf(await chat.client.as(ann).post('message/recallMessage', { msg_id }));
    await age(sent[0] ?? 0);
    expect(await sweep()).toEqual({ messages: 1, recalls: 1 });
    expect((await sync(bob, { recalls_after: 1 })).recalled).toMatchObject([{ msg_id: sent[1] }]);
  });

  it('keeps unread counts and receipts right: watermarks pass over what is gone, and its blocks go', async () => {
    const [ann = 0, bob = 0] = await people(2);
    const sent = await appendMany(chat, betweenUsers(ann, bob), Array<number>(4_200).fill(ann));
    const ids = sent.map(({ msgId }) => msgId);
    const acknowledge = async (seq: number): Promise<void> =>
      void datasOf(
        await chat.client.as(bob).post('message/updateMessageReadStatus', { msg_id: ids[seq - 1], status: 4 }),
      );
    // With holes on both sides of what will be gone.
    for (const seq of [7, 4_150, 4_160]) await acknowledge(seq);
    await execute('UPDATE messages SET created_at = ? WHERE sender_id = ? AND seq <= 4100', LONG_AGO, ann);
    expect(await sweep()).toEqual({ messages: 4_100, receipts: 1 });
    expect(await list(bob)).toMatchObject({ conversations: [{ last_seq: 4_200, unread: 98 }] });
    await acknowledge(4_101);
    const [side] = await rows(
      'SELECT p.read_low FROM participants p WHERE p.user_id = ? AND p.conversation_id IN (SELECT conversation_id FROM messages WHERE id = ?)',
      bob,
      ids[4_150],
    );
    expect(side).toEqual({ read_low: 4_101 });
    datasOf(
      await chat.client.as(bob).post('message/readConversation', { conversation_id: `u:${ann}`, up_to_seq: 4_190 }),
    );
    expect(await list(bob)).toMatchObject({ conversations: [{ unread: 10 }] });
    const status = await chat.client.as(ann).get('message/getMessageStatus', { msg_id: ids[4_149] });
    expect(status.datas).toMatchObject({ receivers: 1, received: 1, read: 1 });
  });

  it('removes what official accounts sent and got; interface 15 is exact at any moment, and pages are whole', async () => {
    const service_id = 700;
    const [ann = 0, bob = 0] = await people(2);
    const { client } = chat;
    datasOf(await client.cms('saveServiceAccount', { service_id, nickname: 's', photo: '' }));
    datasOf(await client.cms('addServiceFollowers', { service_id, user_id: [ann, bob] }));
    const pushed: number[] = [];
    const asked: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const message = { service_id, msg_type: 1, message: { text: `push ${round}` }, client_msg_id: `push-${round}` };
      const call =
        round % 2 === 0
          ? client.cms<number>('sendMessage', { ...message, user_id: [ann, bob] })
          : client.cms<number>('broadcastMessage', message);
      pushed.push(datasOf(await call));
      const question = { to_uid: service_id, send_type: 2, message: textMessage(`question ${round}`) };
      asked.push(datasOf(await client.as(ann).post<number>('message/sendMessage', question)));
    }
    datasOf(await client.as(bob).post('message/updateMessageReadStatus', { msg_id: pushed, status: 4 }));
    await age(...pushed.slice(0, 2), ...asked.slice(0, 2));
    const page = async (search_type: number, more: object = {}) =>
      datasOf(
        await client.get<{ total: number; [list: string]: unknown }>(
          'cms/getServiceMsg',
          { service_id, search_type, page: 1, page_size: 1, ...more },
          { 'x-api-key': client.apiKey },
        ),
      );
    const idsIn = (datas: unknown): number[] =>
      [...JSON.stringify(datas).matchAll(/"msg_id":(\d+)/g)].map(([, id]) => Number(id));
    // Hidden first, with the messages still there.
    const parts = chat.app.get(RetentionSweep).parts(Date.now() - DAYS * DAY_MS);
    for await (const { what } of parts) if (what === 'hidden') break;
    for (const [search_type, all] of [
      [1, asked],
      [2, pushed],
    ] as const) {
      const newest = await page(search_type);
      expect([Number(newest.total), ...idsIn(newest)]).toEqual([2, all[3]]);
      expect(idsIn(await page(search_type, { page: 2 }))).toEqual([all[2]]);
      expect(idsIn(await page(search_type, { page: 3 }))).toEqual([]);
    }
    expect(await sweep()).toEqual({ messages: 5, pushReceipts: 2, pushTargets: 2, pushes: 2 });
    for (const search_type of [1, 2]) expect(Number((await page(search_type)).total)).toBe(2);
    expect(Number((await page(1, { user_id: ann })).total)).toBe(2);
    const progress = (msg_id: number | undefined) =>
      client.get('cms/getPushProgress', { msg_id }, { 'x-api-key': client.apiKey });
    expect(await progress(pushed[0])).toMatchObject({ status: 404, error_code: 20002 });
    expect((await progress(pushed[2])).datas).toMatchObject({ receivers: 2, received: 1, read: 1 });
    // Repeats find the first one all the same.
    const again = {
      service_id,
      msg_type: 1,
      message: { text: 'push 0' },
      client_msg_id: 'push-0',
      user_id: [ann, bob],
    };
    expect(await client.cms('sendMessage', again)).toEqual({ status: 200, datas: pushed[0] });
    const broadcast = { service_id, msg_type: 1, message: { text: 'push 1' }, client_msg_id: 'push-1' };
    expect(await client.cms('broadcastMessage', broadcast)).toEqual({ status: 200, datas: pushed[1] });
    datasOf(await client.cms('sendMessage', { ...again, client_msg_id: 'push-5' }));
    expect(Number((await page(2)).total)).toBe(3);
  });

  it('takes the body of what was scheduled away with its push', async () => {
    const service_id = 701;
    const [ann = 0] = await people(1);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id, nickname: 's', photo: '' }));
    const schedules = new Schedules(chat.client, service_id);
    const id = await schedules.plan('planned', { user_id: [ann] });
    const { msg_id } = await schedules.reached(id, 'sent', 20_000);
    await age(msg_id ?? 0);
    expect(await sweep()).toEqual({ hidden: 1, messages: 1, pushTargets: 1, pushes: 1 });
    expect(await schedules.find(id)).toMatchObject({ state: 'sent', body: '{}', msg_id });
  });

  it(
    'goes on wherever it was cut, on two nodes at once, while everybody sends and reads',
    { timeout: 120_000 },
    async () => {
      const [ann = 0, bob = 0] = await people(2);
      await chat.client.saveGroup(2, 501, [ann, bob]);
      await appendMany(chat, inGroup(2, 501), Array<number>(2_500).fill(ann));
      const [conversation] = await rows(`SELECT id FROM conversations WHERE conversation_key = 'g:2:501'`);
      await execute(
        'UPDATE messages SET created_at = ? WHERE conversation_id = ? AND seq <= 2400',
        LONG_AGO,
        conversation?.['id'],
      );
      const sweeps = [chat, second ?? chat].map((server) => server.app.get(RetentionSweep));
      let isOver = false;
      /** What is missing between two messages has expired while they were read. */
      const expectWhole = async (messages: readonly Push[]): Promise<void> => {
        const seqs = messages.map(({ seq }) => seq);
        const holes = seqs.filter((seq, index) => index > 0 && seq !== (seqs[index - 1] ?? 0) + 1);
        if (holes.length === 0) return;
        const [now] = await rows('SELECT expired_seq FROM conversations WHERE id = ?', conversation?.['id']);
        expect(Math.max(...holes)).toBeLessThanOrEqual((now?.['expired_seq'] ?? 0) + 1);
      };
      const sender = (async () => {
        for (let sent = 0; !isOver || sent < 20; sent += 1) {
          const answer = await chat.client.as(bob).sendToGroup(2, 501, `meanwhile ${sent}`);
          expect(answer).toMatchObject({ status: 200 });
        }
      })();
      const reader = (async () => {
        while (!isOver) {
          // At the very place where it expires, and everything.
          const { messages } = await history(bob, 'g:2:501', { after_seq: 0, limit: 50 });
          await expectWhole(messages);
          expect(messages).toHaveLength(50);
          await expectWhole((await sync(bob, { known: {}, limit: 500 })).messages);
        }
      })();
      for (let parts = 1; parts < 8; parts += 1) {
        const work = sweeps[parts % 2]?.parts(Date.now() - DAYS * DAY_MS);
        for (let part = 0; part < parts; part += 1) if ((await work?.next())?.done) break;
        await work?.return(undefined);
      }
      await Promise.all([...sweeps, ...sweeps].map(sweep));
      isOver = true;
      await Promise.all([sender, reader]);
      const [left] = await rows(
        `SELECT c.expired_seq, c.last_seq, COUNT(m.seq) AS count, MIN(m.seq) AS first FROM conversations c
       JOIN messages m ON m.conversation_id = c.id WHERE c.id = ? GROUP BY c.expired_seq, c.last_seq`,
        conversation?.['id'],
      );
      expect(left).toMatchObject({ expired_seq: 2_400, first: 2_401 });
      expect(Number(left?.['count'])).toBe((left?.['last_seq'] ?? 0) - 2_400);
    },
  );

  it('removes so many in one transaction, and looks at so many', async () => {
    const [ann = 0, bob = 0] = await people(2);
    await appendMany(chat, betweenUsers(ann, bob), Array<number>(1_000).fill(ann));
    await execute('UPDATE messages SET created_at = ? WHERE sender_id = ?', LONG_AGO, ann);
    const seen = watchStatements(chat.app);
    expect(await sweep()).toEqual({ messages: 1_000 });
    const deletes = seen.filter(({ sql }) => /^DELETE.* FROM messages/.test(sql));
    // 200 each.
    expect(deletes).toHaveLength(5);
    const explain = store === 'mysql' ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN';
    const look = seen.find(({ sql }) => sql.includes('LEFT JOIN messages m ON m.conversation_id = c.id'));
    const plan = JSON.stringify(await rows(`${explain} ${look?.sql}`, 0, 200));
    expect(plan).not.toMatch(/SCAN m|"table":"m","type":"(ALL|index)"/);
    const before = seen.length;
    await sweep();
    // Where nothing is to be done a page of conversations is one statement.
    const [conversations] = await rows('SELECT COUNT(*) AS count FROM conversations');
    expect(seen.length - before).toBeLessThan(20 + Number(conversations?.['count']) / 200);
  });

  it('may stop at any of many accounts that have nothing old: a few statements from part to part', async () => {
    const accounts = Array.from({ length: 300 }, (_, index) => 900_000 + index);
    await execute(
      `INSERT INTO service_counters (service_id, inbox_no, outbox_no) VALUES ${accounts.map((id) => `(${id}, 0, 0)`).join(', ')}`,
    );
    try {
      const seen = watchStatements(chat.app);
      let most = 0;
      let before = 0;
      for await (const { count } of chat.app.get(RetentionSweep).parts(Date.now() - DAYS * DAY_MS)) {
        expect(count).toBe(0);
        most = Math.max(most, seen.length - before);
        before = seen.length;
      }
      // A page of accounts, and both lists of one.
      expect(most).toBeLessThan(6);
      expect(seen.length).toBeGreaterThan(2 * accounts.length);
      const start = seen.length;
      await execute(`UPDATE sweeps SET due_at = 0 WHERE name = 'retention'`);
      await sweepIfDue(chat.app.get(RetentionSweep), () => true);
      expect(seen.length - start).toBeLessThan(20);
    } finally {
      await execute('DELETE FROM service_counters WHERE service_id >= 900000');
      await execute(`DELETE FROM sweeps WHERE name = 'retention'`);
    }
  });

  it('sweeps when it is due, once among nodes, and again an hour later', async () => {
    const due = async (): Promise<number> =>
      Number((await rows(`SELECT due_at FROM sweeps WHERE name = 'retention'`))[0]?.['due_at']);
    const [ann = 0, bob = 0] = await people(2);
    const sent = await say(ann, bob, 'not so old');
    const clock = chat.app.get(RetentionClock);
    // By a clock that says when: it is past in so many days.
    const start = Date.now();
    const now = vi.spyOn(clock, 'now').mockReturnValue(start);
    const isThere = async (): Promise<boolean> =>
      (await rows('SELECT seq FROM messages WHERE id = ?', sent)).length > 0;
    try {
      const one = chat.app.get(RetentionSweep);
      await sweepIfDue(one);
      expect(await due()).toBe(start + 3_600_000);
      expect(await isThere()).toBe(true);
      now.mockReturnValue(start + DAYS * DAY_MS + 60_000);
      // Another node is at it.
      await execute(`UPDATE sweeps SET due_at = ? WHERE name = 'retention'`, start + DAYS * DAY_MS + 70_000);
      await sweepIfDue(one);
      expect(await isThere()).toBe(true);
      // It died.
      now.mockReturnValue(start + DAYS * DAY_MS + 80_000);
      await sweepIfDue(one);
      expect(await isThere()).toBe(false);
      expect(await due()).toBe(start + DAYS * DAY_MS + 80_000 + 3_600_000);
      // A second server in the process takes the log away.
      if (!second)
        expect(chat.log.filter(({ msg }) => msg === 'Messages past their time were removed')).toHaveLength(2);
    } finally {
      now.mockRestore();
    }
  });
});
