import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserDeletionRunner } from '../../src/cms/deletions/user-deletion-runner.js';
import { UserDeletionWork } from '../../src/cms/deletions/user-deletion-work.js';
import { UserRemains } from '../../src/cms/deletions/user-remains.js';
import { ScheduleRepository } from '../../src/cms/schedules/schedule.repository.js';
import { ScheduleRunner } from '../../src/cms/schedules/schedule-runner.js';
import { ScheduleSender } from '../../src/cms/schedules/schedule-sender.js';
import { ReadStore } from '../../src/database/read-store.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { betweenUsers, inGroup, withService } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { Schedules } from '../support/chat/schedules.js';
import { datasOf } from '../support/chat/envelope.js';
import { appendMany } from '../support/rounds/append-many.js';
import { store } from '../support/stores/test-database.js';
import { type SecondServer, startSecondServer } from './support/second-server.js';
import { type Statement, watchStatements } from './support/statements.js';

const SERVICE = 7;
/** Longer than a claim, or what is under way, may last. */
const LONG_AGO_MS = 120_000;

describe('What a deleted user leaves behind', () => {
  let chat: ChatApp;
  let second: SecondServer | undefined;
  let next = 1;

  beforeAll(async () => {
    chat = await startChat();
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    if (store === 'mysql') second = await startSecondServer(chat);
    // Here the tests say when.
    for (const server of [chat, second]) await server?.app.get(UserDeletionRunner).stop();
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
  const remove = async (user_id: number, messages: 'keep' | 'erase'): Promise<void> =>
    void datasOf(await chat.client.cms('deleteUser', { user_id, messages }));
  const rows = <Row = Record<string, unknown>>(sql: string, ...parameters: unknown[]): Promise<Row[]> =>
    chat.app.get(ReadStore).query<Row>(sql, parameters);
  const execute = (sql: string, ...parameters: unknown[]): Promise<number> =>
    chat.app.get(UnitOfWork).run((tx) => tx.execute(sql, parameters));
  const age = (uid: number): Promise<number> =>
    execute(
      'UPDATE user_deletions SET requested_at = requested_at - ?, due_at = 0 WHERE user_id = ?',
      LONG_AGO_MS,
      uid,
    );
  const state = async (uid: number): Promise<unknown> =>
    (
      await rows(
        'SELECT due_at - requested_at AS due_after, done_at IS NULL AS is_open FROM user_deletions WHERE user_id = ?',
        uid,
      )
    )[0];

  /** Somebody with a part in everything: friends, applications, blocks, groups, a mute, follows, messages, notes. */
  async function populate(uid: number, others: readonly number[]): Promise<void> {
    const now = Date.now();
    await chat.app.get(UnitOfWork).run(async (tx) => {
      for (const [index, other] of others.entries()) {
        const [low, high] = [Math.min(uid, other), Math.max(uid, other)];
        await tx.execute('INSERT INTO friendships (low_id, high_id, created_at) VALUES (?, ?, ?)', [low, high, now]);
        if (index === 0) continue;
        await tx.execute('INSERT INTO blacklist (user_id, blocked_id, created_at) VALUES (?, ?, ?), (?, ?, ?)', [
          ...[uid, other, now],
          ...[other, uid, now],
        ]);
        await tx.execute(
          `INSERT INTO friend_applies (id, applicant_id, receiver_id, comment, status, pending, created_at)
           VALUES (?, ?, ?, '', 1, NULL, ?), (?, ?, ?, '', 0, 1, ?)`,
          [uid * 10_000 + 2 * index, uid, other, now, uid * 10_000 + 2 * index + 1, other, uid, now],
        );
      }
      await tx.execute(
        `INSERT INTO client_requests (sender_kind, sender_id, client_msg_id, content_hash, result) VALUES (0, ?, 'x', 'y', 1)`,
        [uid],
      );
    });
    const [first = 0] = others;
    for (let id = 1; id <= 3; id += 1) {
      await chat.client.saveGroup(2, uid * 100 + id, [uid, first]);
      await appendMany(chat, inGroup(2, uid * 100 + id), [uid, first, uid]);
    }
    const group = await chat.app
      .get(ReadStore)
      .query<{ id: number }>('SELECT id FROM conversations WHERE conversation_key = ?', [`g:2:${uid * 100 + 1}`]);
    await execute(
      'INSERT INTO group_mutes (conversation_id, user_id, muted_until) VALUES (?, ?, 1)',
      group[0]?.id,
      uid,
    );
    datasOf(await chat.client.cms('addServiceFollowers', { service_id: SERVICE, user_id: uid }));
    await appendMany(chat, betweenUsers(uid, uid), [uid, uid]);
    await appendMany(chat, withService(SERVICE, uid), [uid]);
    for (let sent = 0; sent < 3; sent += 1)
      datasOf(await chat.client.as(uid).send(first, `hello ${sent}`, `${uid}-${sent}`));
    datasOf(await chat.client.as(first).send(uid, 'hello back'));
  }

  /** What is still there of them, by table. */
  async function left(uid: number): Promise<Record<string, number>> {
    const questions: Record<string, string> = {
      friendships: 'friendships WHERE low_id = ? OR high_id = ?',
      applies: 'friend_applies WHERE applicant_id = ? OR receiver_id = ?',
      blocks: 'blacklist WHERE user_id = ? OR blocked_id = ?',
      members: 'group_members WHERE user_id = ? OR user_id = ?',
      mutes: 'group_mutes WHERE user_id = ? OR user_id = ?',
      requests: 'client_requests WHERE sender_kind = 0 AND (sender_id = ? OR sender_id = ?)',
      bodies: `messages WHERE sender_kind = 0 AND body <> '' AND (sender_id = ? OR sender_id = ?)`,
      hashes: `messages WHERE sender_kind = 0 AND content_hash <> '' AND (sender_id = ? OR sender_id = ?)`,
      recalls: `recalls r JOIN messages m ON m.id = r.msg_id AND m.conversation_id = r.conversation_id
        WHERE m.sender_kind = 0 AND (m.sender_id = ? OR m.sender_id = ?)`,
      profiles: `users WHERE nickname = 'user ' AND (id = ? OR id = ?)`,
    };
    const found: Record<string, number> = {};
    for (const [what, from] of Object.entries(questions)) {
      const [row] = await rows<{ count: number }>(`SELECT COUNT(*) AS count FROM ${from}`, uid, uid);
      if (Number(row?.count) > 0) found[what] = Number(row?.count);
    }
    return found;
  }
  /** 6 in groups, 2 notes, 1 to the account, 3 in the dialogue. */
  const WRITTEN = 12;

  it('goes at once but for what they wrote to others, where that is kept', async () => {
    const [uid = 0, ...others] = await people(4);
    await populate(uid, others);
    expect(await left(uid)).toMatchObject({ friendships: 3, applies: 4, blocks: 4, members: 4, bodies: WRITTEN });
    await remove(uid, 'keep');
    await chat.app.get(UserDeletionWork).carryOut(uid);
    // Notes to oneself nobody else can read.
    expect(await left(uid)).toEqual({ bodies: WRITTEN - 2, hashes: WRITTEN - 2, recalls: 2 });
    expect(await state(uid)).toMatchObject({ due_after: 60_000, is_open: 1 });
  });

  it('goes once, wherever it is cut, by however many nodes', { timeout: 60_000 }, async () => {
    const [uid = 0, ...others] = await people(4);
    await populate(uid, others);
    await remove(uid, 'erase');
    const remains = [chat, second ?? chat].map((server) => server.app.get(UserRemains));
    // Each is cut after one part more than the last one, as by a kill.
    for (let parts = 0; parts < 12; parts += 1) {
      const work = remains[parts % 2]?.clear({ uid, erase: true });
      for (let part = 0; part < parts; part += 1) if ((await work?.next())?.done) break;
      await work?.return(undefined);
    }
    const all = async (by: UserRemains): Promise<void> => {
      for await (const part of by.clear({ uid, erase: true })) expect(part.count).toBeGreaterThanOrEqual(0);
    };
    await Promise.all([...remains, ...remains].map(all));
    expect(await left(uid)).toEqual({ recalls: WRITTEN });
    const [members] = await rows<{ member_count: number }>(
      'SELECT member_count FROM conversations WHERE conversation_key = ?',
      `g:2:${uid * 100 + 1}`,
    );
    expect(Number(members?.member_count)).toBe(1);
  });

  it('is looked through once more when nothing can be under way any longer, and then never again', async () => {
    const [uid = 0, friend = 0] = await people(2);
    await remove(uid, 'erase');
    const work = chat.app.get(UserDeletionWork);
    await work.carryOut(uid);
    // What was judged before the deletion, and stored after it.
    await execute('INSERT INTO friendships (low_id, high_id, created_at) VALUES (?, ?, 0)', uid, friend);
    await work.carryOut(uid);
    expect(await left(uid)).toEqual({ friendships: 1 });
    await age(uid);
    await work.carryOut(uid);
    expect(await left(uid)).toEqual({});
    expect(await state(uid)).toMatchObject({ is_open: 0 });
    // It is over: a repeat opens it no more.
    await remove(uid, 'erase');
    expect(await state(uid)).toMatchObject({ is_open: 0 });
  });

  it('is claimed by one node at a time, and by another once the claim has run out', async () => {
    const [uid = 0] = await people(1);
    await remove(uid, 'keep');
    await execute('UPDATE user_deletions SET due_at = ? WHERE user_id = ?', Date.now() + 10_000, uid);
    await chat.app.get(UserDeletionWork).carryOut(uid);
    expect(await state(uid)).toMatchObject({ is_open: 1 });
    await age(uid);
    await chat.app.get(UserDeletionWork).carryOut(uid);
    expect(await state(uid)).toMatchObject({ is_open: 0 });
  });

  it('keeps no list of a push that is being sent from what it is', async () => {
    const [uid = 0, other = 0] = await people(2);
    const insert = async (id: number, stateNo: number): Promise<void> => {
      await execute(
        `INSERT INTO schedules (id, service_id, state, audience, type, body, send_at, created_by, created_at, sent_at,
           receivers) VALUES (?, ?, ?, 0, 1, '{}', 9999999999999, 'x', 0, 0, 2)`,
        ...[id, SERVICE, stateNo],
      );
      await execute('INSERT INTO schedule_receivers (schedule_id, user_id) VALUES (?, ?), (?, ?)', id, uid, id, other);
    };
    // Waiting, being sent, failed.
    for (const [id, stateNo] of [
      [901, 0],
      [902, 4],
      [903, 3],
    ] as const)
      await insert(id, stateNo);
    await remove(uid, 'keep');
    await chat.app.get(UserDeletionWork).carryOut(uid);
    const named = await rows('SELECT schedule_id FROM schedule_receivers WHERE user_id = ?', uid);
    expect(named.map((row) => Number(row['schedule_id']))).toEqual([902]);
    // What is over went, or was to go, to so many, whoever of them was deleted later.
    const numbers = await rows('SELECT receivers FROM schedules WHERE id BETWEEN 901 AND 903 ORDER BY id');
    expect(numbers.map((row) => Number(row['receivers']))).toEqual([1, 2, 2]);
    await execute('DELETE FROM schedules WHERE id IN (901, 902, 903)');
  });

  it('does not stop a push whose receiver is deleted between its first claim and its sending', async () => {
    const [uid = 0, other = 0, before = 0] = await people(3);
    const schedules = new Schedules(chat.client, SERVICE);
    for (const server of [chat, second]) await server?.app.get(ScheduleRunner).stop();
    const id = await schedules.plan('for those who were there', { user_id: [uid, other, before] });
    await remove(before, 'keep');
    const claims = chat.app.get(ScheduleRepository);
    const since = Date.now();
    const claimed = await chat.app.get(UnitOfWork).run((tx) => claims.claim(tx, id, since, 0));
    expect(claimed).toMatchObject({ receivers: [uid, other] });
    // The storage was in the way: whether it was sent nobody knows, so that it has to be sent to the same ones again.
    await chat.app.get(UnitOfWork).run((tx) => claims.release(tx, id, since));
    await remove(uid, 'keep');
    await chat.app.get(ScheduleSender).send(id);
    expect(await schedules.find(id)).toMatchObject({ state: 'sent', receivers: 2 });
  });

  it('is erased in pages that an index answers, with and without client ids', async () => {
    const [uid = 0, other = 0] = await people(2);
    await appendMany(chat, betweenUsers(uid, other), Array<number>(700).fill(uid));
    const seen: Statement[] = watchStatements(chat.app);
    await remove(uid, 'erase');
    await chat.app.get(UserDeletionWork).carryOut(uid);
    expect(await left(uid)).toEqual({ recalls: 700 });
    const pages = seen.filter(({ sql }) => /FROM messages (FORCE|INDEXED)/.test(sql));
    // Of those with a client id, and of those without.
    expect(pages).toHaveLength(2);
    expect(seen.filter(({ error }) => error !== undefined)).toEqual([]);
    const explain = store === 'mysql' ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN';
    for (const { sql } of pages) {
      const values = sql.includes('IS NULL') ? [uid, 0, 0, 0, 2000] : [uid, '', 2000];
      const plan = JSON.stringify(await rows(`${explain} ${sql}`, ...values));
      expect(plan).toContain('uq_messages_client_msg_id');
      // The index alone, and on SQLite, which is synchronous, no more of it than the page.
      if (store === 'mysql') expect(plan).toContain('Using index');
      else expect(plan).toMatch(/^(?!.*TEMP B-TREE).*COVERING INDEX/);
    }
  });
});
