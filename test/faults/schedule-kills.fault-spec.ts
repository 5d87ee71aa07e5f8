import { createConnection } from 'mysql2/promise';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCHEDULE_STATE } from '../../src/cms/schedules/schedule.js';
import { datasOf } from '../support/chat/envelope.js';
import { Schedules, wireTimeIn } from '../support/chat/schedules.js';
import type { Push } from '../support/chat/user-socket.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';
import { type ChatServer, startChatServer } from './support/chat-server.js';
import { PushFile } from './support/stored-pushes.js';

/**
 * TEST_SCHEDULE_KILLS=20 for the full size: each takes the time after which a claim counts as a dead node's. They
 * go to a list and to the followers in turn: two at least, so that there is one of each.
 */
const KILLS = Number(process.env.TEST_SCHEDULE_KILLS ?? (store === 'mysql' ? 3 : 2));
const RECEIVERS = Array.from({ length: 1000 }, (_, index) => index + 1);
/** Of them, who asks for what they got: the first, one in the middle, the last. */
const READERS = [1, 500, 1000];
const SERVICE = 7;
/** How far the second node's clock is ahead. */
const SHIFT_MS = 5_000;
/** A claim goes stale after 15 s, by a clock that may be 5 s behind; and the machine may be busy. */
const TAKEN_OVER_MS = 60_000;
const LOOK_MS = 2;

async function until(what: string, isTrue: () => Promise<boolean>, patienceMs = 30_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

describe(`kill -9 of the node that sends a scheduled push, on ${store}`, () => {
  let database: TestDatabase;
  /** On MariaDB two, with clocks 5 s apart; SQLite takes one. */
  let nodes: ChatServer[];
  let file: PushFile;

  beforeAll(async () => {
    database = await createTestDatabase();
    nodes = [await startChatServer(database.url)];
    if (store === 'mysql') {
      const preload = join(import.meta.dirname, 'support', 'shifted-clock.mjs');
      const env = { NODE_OPTIONS: `--import=${preload}`, TEST_CLOCK_SHIFT_MS: String(SHIFT_MS) };
      nodes.push(await startChatServer(database.url, env));
    }
    file = await PushFile.open(database.url);
    const { client } = living();
    await client.importUsers(...RECEIVERS);
    datasOf(await client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    datasOf(await client.cms('addServiceFollowers', { service_id: SERVICE, user_id: RECEIVERS }));
  }, 180_000);
  afterAll(async () => {
    await file?.close();
    for (const node of nodes ?? []) await node.process.kill('SIGKILL');
    await database?.drop();
  });

  const living = (dead?: ChatServer): ChatServer => {
    const [node] = nodes.filter((candidate) => candidate !== dead);
    if (!node) throw new Error('Nobody is left');
    return node;
  };

  /** Whose claim it is: a claim bears the time of its node. */
  const claimant = (claimedAt: number): ChatServer => {
    const isAhead = claimedAt > Date.now() + SHIFT_MS / 2;
    return (isAhead ? nodes[1] : nodes[0]) ?? living();
  };

  /** Waits for the claim, and kills its node so many milliseconds later. */
  async function killSoon(id: number, delay: number): Promise<ChatServer> {
    await until('the claim', async () => (await file.schedule(id)).state !== SCHEDULE_STATE.waiting);
    const node = claimant((await file.schedule(id)).claimed_at ?? 0);
    await new Promise((resolve) => setTimeout(resolve, delay));
    await node.process.kill('SIGKILL');
    return node;
  }

  /**
   * Waits for the claim, holds the row, so that nobody marks it as sent, and kills the node once the push is
   * committed.
   */
  async function killBeforeMarking(id: number, text: string): Promise<ChatServer> {
    const holder = await createConnection({ uri: database.url });
    try {
      await until('the claim', async () => (await file.schedule(id)).state !== SCHEDULE_STATE.waiting);
      await holder.query('START TRANSACTION');
      await holder.query('SELECT id FROM schedules WHERE id = ? FOR UPDATE', [id]);
      await until('the commit', () => file.hasPush(text));
      const node = claimant((await file.schedule(id)).claimed_at ?? 0);
      await node.process.kill('SIGKILL');
      return node;
    } finally {
      await holder.end();
    }
  }

  /** How often a user has it, as they are told by a node. */
  async function copiesAt({ client }: ChatServer, uid: number, text: string): Promise<number> {
    const sync = await client.as(uid).post<{ messages: Push[] }>('message/sync', { known: {}, limit: 1000 });
    return datasOf(sync).messages.filter(({ body }) => body['text'] === text).length;
  }

  it(
    `everybody has it exactly once, and late is told as late, ${KILLS} times`,
    { timeout: 60_000 + KILLS * (TAKEN_OVER_MS + 30_000) },
    async () => {
      const outcomes = { 'nothing sent': 0, 'sent, not marked': 0, marked: 0, 'ahead killed': 0 };
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const text = `schedule ${kill}`;
        const isList = kill % 2 === 1;
        const schedules = new Schedules(living().client, SERVICE);
        // Due for one clock first, or for both at once.
        const send_at = wireTimeIn(kill % 3 === 0 ? -5_000 : SHIFT_MS + 2_000);
        const id = await schedules.plan(text, { ...(isList ? { user_id: RECEIVERS } : {}), send_at });
        // The first two of four: each audience both ways.
        const isHeld = store === 'mysql' && kill % 4 >= 1 && kill % 4 <= 2;
        const dead = isHeld ? await killBeforeMarking(id, text) : await killSoon(id, Math.random() * 200);
        const { state } = await file.schedule(id);
        const isStored = await file.hasPush(text);
        const what = isStored ? 'sent, not marked' : 'nothing sent';
        outcomes[state === SCHEDULE_STATE.sent ? 'marked' : what] += 1;
        if (dead === nodes[1]) outcomes['ahead killed'] += 1;
        if (nodes.length === 1) await dead.process.restart();

        const other = nodes.length === 1 ? dead : living(dead);
        const sent = await new Schedules(other.client, SERVICE).reached(id, 'sent', TAKEN_OVER_MS);
        if (nodes.length > 1) await dead.process.restart();
        // By whoever took over, when the dead node's claim was stale.
        if (!isStored) expect(sent.late_seconds, text).toBeGreaterThanOrEqual(14);
        const copies = isList ? 1000 : 1;
        const once = { id: sent.msg_id, receivers: 1000, copies, conversations: copies, targets: isList ? copies : 0 };
        expect(await file.pushesOf(text), text).toEqual([once]);
        expect(await file.receiversOf(sent.msg_id ?? 0), text).toEqual(RECEIVERS);
        for (const uid of READERS) expect(await copiesAt(other, uid, text), `${text}, user ${uid}`).toBe(1);
        expect(await file.strays()).toBe(0);
        expect(await schedules.cancel(id)).toMatchObject({ error_code: 50010 });
      }
      const { schedules: sent } = await new Schedules(living().client, SERVICE).list({
        state: 'sent',
        page_size: 1000,
      });
      const toFollowers = sent.filter(({ audience }) => audience === 'followers').length;
      const met = { ...outcomes, 'to a list': sent.length - toFollowers, 'to followers': toFollowers };
      console.info(`kill -9 of nodes that send what is due, on ${store}: ${JSON.stringify(met)}`);
      expect(met).toMatchObject({ 'to a list': Math.ceil(KILLS / 2), 'to followers': Math.floor(KILLS / 2) });
      if (store === 'mysql') expect(outcomes['sent, not marked']).toBeGreaterThan(0);
    },
  );
});
