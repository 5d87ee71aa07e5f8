import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertPasses } from '../support/checker/checker.js';
import { History } from '../support/checker/history.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';
import { type ChatServer, startChatServer } from './support/chat-server.js';
import { restDoor } from './support/doors.js';
import { Ledger, type Send } from './support/ledger.js';
import { populate } from './support/population.js';
import { RestCaller } from './support/rest-caller.js';
import { assertIntegrity } from './support/sqlite-file.js';
import { doubled, lostOrDoubled } from './support/timeline-claims.js';
import { Follower, readEverything } from './support/timeline-reading.js';
import { Traffic } from './support/traffic.js';

/** Kills that count. TEST_ belongs to the name: what has another one never reaches a test (clean-environment.ts). */
const CYCLES = Number(process.env.TEST_FAULT_CYCLES ?? 5);

/** What makes a kill count: so many sends without an answer, so shortly after an acknowledgement. */
const MIN_IN_FLIGHT = 32;
const MAX_MS_AFTER_ACK = 5;

/** A busy machine may spoil a kill. It is checked like the others, and made up for: as many again at most. */
const MAX_KILLS = 2 * CYCLES;

/** For every reader of everything, at the end; it grows with what there is to read. */
const READING_MS = 30_000 + CYCLES * 2_000;

/** Many more than the minimum: whoever is answered in the same breath as the last acknowledgement is not in flight. */
const SENDERS = { rest: 128, devices: 4, sendersPerDevice: 4, unanswered: 'end' } as const;

/** Acknowledged sends that are repeated after each kill, the last ones before it: the likeliest to be lost. */
const REPEATS = 64;

interface Kill {
  /** REST requests handed over before the kill that nothing ever came back for. */
  readonly inFlight: number;
  readonly msAfterAck: number;
}

describe('kill -9 of the server right after an acknowledgement', () => {
  const history = new History();
  const ledger = new Ledger(history);
  const kills: Kill[] = [];
  let database: TestDatabase;
  let chat: ChatServer;
  let follower: Follower;

  beforeAll(async () => {
    database = await createTestDatabase();
    chat = await startChatServer(database.url);
    await populate(chat.client, history);
    follower = new Follower(chat.client, history);
  });
  afterAll(async () => {
    await chat?.process.kill('SIGKILL');
    await database?.drop();
  });

  /** Traffic until a random acknowledgement, and the kill in the step in which that one becomes known. */
  async function killUnderLoad(): Promise<Kill> {
    const caller = new RestCaller(chat.process.url);
    const traffic = new Traffic(ledger, chat.client, caller, SENDERS);
    const after = 20 + Math.floor(Math.random() * 250);
    let acknowledged = 0;
    let kill: { at: number; ackAt: number; gone: Promise<unknown> } | undefined;
    caller.onAnswer = (call) => {
      if (call.answer?.datas === undefined) return;
      acknowledged += 1;
      const isLate = performance.now() - (call.firstByteAt ?? 0) > MAX_MS_AFTER_ACK / 2;
      if (kill || acknowledged < after || isLate || caller.unanswered.length < 2 * MIN_IN_FLIGHT) return;
      chat.process.signal('SIGKILL');
      const at = performance.now();
      kill = { at, ackAt: call.firstByteAt ?? 0, gone: chat.process.kill('SIGKILL') };
    };
    await traffic.start();
    await traffic.ended();
    await traffic.stop();
    if (!kill) throw new Error('The traffic ended before there was an acknowledgement to kill after');
    const { at, ackAt, gone } = kill;
    await gone;
    history.fault('kill-9');
    caller.close();
    const inFlight = caller.unanswered.filter(({ handedOverAt = Infinity }) => handedOverAt <= at).length;
    return { inFlight, msAfterAck: at - ackAt };
  }

  function counted(): Kill[] {
    return kills.filter(({ inFlight, msAfterAck }) => inFlight >= MIN_IN_FLIGHT && msAfterAck <= MAX_MS_AFTER_ACK);
  }

  async function repeat(sends: readonly Send[]): Promise<void> {
    const caller = new RestCaller(chat.process.url);
    const door = restDoor(chat.client, caller);
    await Promise.all(sends.map((send) => ledger.insist(send, () => door(send))));
    caller.close();
  }

  it(
    `loses nothing acknowledged and doubles nothing, ${CYCLES} times`,
    async () => {
      for (let cycle = 1; counted().length < CYCLES && cycle <= MAX_KILLS; cycle += 1) {
        const known = ledger.sends.length;
        kills.push(await killUnderLoad());
        if (store === 'sqlite') assertIntegrity(database.url);
        await chat.process.restart();

        const sends = ledger.sends.slice(known);
        const acked = sends.filter(({ msgId }) => msgId !== undefined);
        const open = sends.filter(({ msgId }) => msgId === undefined);
        await follower.catchUp();
        expect(lostOrDoubled(acked, follower), `cycle ${cycle}`).toEqual([]);
        expect(doubled(open, follower), `cycle ${cycle}`).toEqual([]);

        // The ledger itself notes an id other than the one that was acknowledged.
        await repeat([...open, ...acked.slice(-REPEATS)]);
        await follower.catchUp();
        expect(lostOrDoubled(sends, follower), `cycle ${cycle}, after the repeats`).toEqual([]);
        expect(ledger.wrongs).toEqual([]);
      }
    },
    MAX_KILLS * 10_000,
  );

  it(`was killed with ${MIN_IN_FLIGHT} sends in flight, within ${MAX_MS_AFTER_ACK} ms of an answer, so many times`, () => {
    expect(counted().length, JSON.stringify(kills)).toBeGreaterThanOrEqual(CYCLES);
  });

  it('shows all readers one complete history', { timeout: READING_MS }, async () => {
    await readEverything(chat.client, history);
    const { counts } = assertPasses(history, {
      minAcked: CYCLES * MIN_IN_FLIGHT,
      minFaults: CYCLES,
      minReads: 16,
    });
    const least = Math.min(...counted().map(({ inFlight }) => inFlight));
    const latest = Math.max(...counted().map(({ msAfterAck }) => msAfterAck));
    console.info(
      `kill -9 on ${store}: ${counted().length} of ${kills.length} kills count, ${least} or more in flight, ` +
        `${latest.toFixed(2)} ms or less after an acknowledgement; ${counts.acked} acknowledged, 0 lost, 0 doubled`,
    );
  });
});
