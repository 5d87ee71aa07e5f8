import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertPasses } from '../support/checker/checker.js';
import { History } from '../support/checker/history.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';
import { type ChatServer, startChatServer } from './support/chat-server.js';
import { HistoryPoller } from './support/history-poller.js';
import { Ledger } from './support/ledger.js';
import { type OwnMariadb, startOwnMariadb } from './support/own-mariadb.js';
import { populate } from './support/population.js';
import { isAlive } from '../support/is-alive.js';
import { ANSWER_WITHIN_MS, PATIENCE_MS, statusOf } from './support/probes.js';
import { RestCaller } from './support/rest-caller.js';
import { lostOrDoubled } from './support/timeline-claims.js';
import { Follower, readEverything } from './support/timeline-reading.js';
import { Traffic } from './support/traffic.js';

const RESTARTS = 3;
/** Acknowledgements before, between and after the restarts: there is something to lose each time. */
const ACKS_BETWEEN = 300;
/** Answers 10007 before the database may come back: it was really away, for really many. */
const REFUSALS = 50;
/** From the moment the database takes connections again (design, F3). */
const FIRST_ACK_WITHIN_MS = 3_000;

const SENDERS = { rest: 24, devices: 4, sendersPerDevice: 2, unanswered: 'repeat' } as const;

const history = new History();
const ledger = new Ledger(history);
let chat: ChatServer;
let caller: RestCaller;
let traffic: Traffic;

async function begin(databaseUrl: string): Promise<void> {
  chat = await startChatServer(databaseUrl);
  await populate(chat.client, history);
  caller = new RestCaller(chat.process.url);
  traffic = new Traffic(ledger, chat.client, caller, SENDERS);
}

async function end(): Promise<void> {
  await traffic?.stop();
  caller?.close();
  chat?.client.close();
  await chat?.process.kill('SIGKILL');
}

/** Waits for so many more acknowledgements. @returns after how many milliseconds the first of them came */
async function moreAcks(count: number): Promise<number> {
  const startedAt = performance.now();
  const before = ledger.ackedCount;
  await expect.poll(() => ledger.ackedCount, { timeout: 10_000, interval: 5 }).toBeGreaterThan(before);
  const first = performance.now() - startedAt;
  await expect.poll(() => ledger.ackedCount, { timeout: 20_000, interval: 5 }).toBeGreaterThanOrEqual(before + count);
  return first;
}

/** What holds on both stores once the faults are over. */
function isWholeAfterwards(): void {
  it('lost and doubled nothing', async () => {
    await traffic.stop();
    expect(ledger.wrongs).toEqual([]);
    const follower = new Follower(chat.client, history);
    await follower.catchUp();
    expect(lostOrDoubled(ledger.acked, follower)).toEqual([]);
    await readEverything(chat.client, history);
    const { counts } = assertPasses(history, {
      minAcked: (RESTARTS + 1) * ACKS_BETWEEN,
      minFaults: RESTARTS,
      minReads: 16,
    });
    console.info(
      `${RESTARTS} restarts under load on ${store}: ${counts.acked} acknowledged, 0 lost, 0 doubled; ` +
        `${ledger.unavailableCount} answers 10007, the slowest answer after ${Math.round(ledger.slowestMs())} ms`,
    );
  });
}

if (store === 'mysql') {
  describe('kill -9 of MariaDB under load', { timeout: PATIENCE_MS }, () => {
    let mariadb: OwnMariadb;

    beforeAll(async () => {
      mariadb = await startOwnMariadb();
      await begin(mariadb.databaseUrl);
    }, PATIENCE_MS);
    afterAll(async () => {
      await end();
      await mariadb?.server.stop();
    });

    it(`is survived ${RESTARTS} times, with an envelope for everybody who asks meanwhile`, async () => {
      const { pid, url } = chat.process;
      const poller = new HistoryPoller(chat.client);
      await traffic.start();
      poller.start();
      await moreAcks(ACKS_BETWEEN);
      for (let restart = 1; restart <= RESTARTS; restart += 1) {
        const refused = ledger.unavailableCount;
        await mariadb.server.kill();
        history.fault('kill-9 MariaDB');
        await expect
          .poll(() => ledger.unavailableCount - refused, { timeout: 10_000, interval: 10 })
          .toBeGreaterThanOrEqual(REFUSALS);
        expect(await statusOf(url, '/readyz')).toBe(503);
        expect(await statusOf(url, '/healthz')).toBe(200);
        await mariadb.server.restart();
        expect(await moreAcks(ACKS_BETWEEN)).toBeLessThan(FIRST_ACK_WITHIN_MS);
      }
      await poller.stop();
      expect(poller.wrongs).toEqual([]);
      expect(Math.min(poller.pages, poller.refusals)).toBeGreaterThan(REFUSALS);
      expect(poller.slowestMs).toBeLessThan(ANSWER_WITHIN_MS);
      expect(chat.process.pid).toBe(pid);
      expect(isAlive(pid)).toBe(true);
      // The server never went away, so nobody was left without an answer, nor for long.
      expect(caller.calls.filter(({ failure }) => failure !== undefined)).toEqual([]);
      expect(ledger.slowestMs()).toBeLessThan(ANSWER_WITHIN_MS);
    });

    isWholeAfterwards();
  });
} else {
  describe('SIGTERM and a new start of the server, with its SQLite file, under load', { timeout: PATIENCE_MS }, () => {
    let database: TestDatabase;

    beforeAll(async () => {
      database = await createTestDatabase();
      await begin(database.url);
    });
    afterAll(async () => {
      await end();
      await database?.drop();
    });

    it(`is survived ${RESTARTS} times by those who repeat what was not answered`, async () => {
      await traffic.start();
      await moreAcks(ACKS_BETWEEN);
      for (let restart = 1; restart <= RESTARTS; restart += 1) {
        expect(await chat.process.kill('SIGTERM')).toBe(0);
        history.fault('SIGTERM');
        const lost = caller.calls.length;
        await expect.poll(() => caller.calls.length, { timeout: 5_000 }).toBeGreaterThan(lost);
        await chat.process.restart();
        expect(await moreAcks(ACKS_BETWEEN)).toBeLessThan(FIRST_ACK_WITHIN_MS);
      }
    });

    isWholeAfterwards();
  });
}
