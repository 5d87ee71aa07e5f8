import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assertPasses } from '../support/checker/checker.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';
import { FileHolder } from './support/file-holder.js';
import { MessagesLock, type OwnMariadb, startOwnMariadb } from './support/own-mariadb.js';
import { ANSWER_WITHIN_MS, notUnavailableInTime, PATIENCE_MS, statusOf, timed } from './support/probes.js';
import { fileOf } from './support/sqlite-file.js';
import { RECOVERED_WITHIN_MS, SENDS, StorageScene } from './support/storage-scene.js';
import { readEverything } from './support/timeline-reading.js';

let scene: StorageScene;
let pid: number;

if (store === 'mysql') {
  describe('a MariaDB that stands still', { timeout: PATIENCE_MS }, () => {
    let mariadb: OwnMariadb;

    beforeAll(async () => {
      mariadb = await startOwnMariadb();
      scene = await StorageScene.begin(mariadb.databaseUrl);
      pid = scene.chat.process.pid;
    }, PATIENCE_MS);
    afterAll(async () => {
      await scene?.end();
      await mariadb?.server.stop();
    });

    // One that fails in the middle shall not take the next one along.
    afterEach(() => mariadb.server.thaw());

    function freeze(): void {
      mariadb.server.freeze();
      scene.history.fault('frozen');
    }

    async function thawAndRecover(): Promise<void> {
      mariadb.server.thaw();
      expect(await scene.recoveredAfter()).toBeLessThan(RECOVERED_WITHIN_MS);
      const reads = await scene.reads();
      expect(reads.filter(({ answer }) => answer.datas === undefined)).toEqual([]);
    }

    it('answers what was under way with 10007 within 3 s, and goes on after it', async () => {
      const lock = await MessagesLock.take(mariadb.databaseUrl);
      try {
        const sends = Promise.all([scene.sends(10), scene.sendBySocket()]);
        await lock.waitFor('send');
        const reads = scene.reads();
        await lock.waitFor('read');
        freeze();
        const [byRest, bySocket] = await sends;
        expect(notUnavailableInTime([...byRest, bySocket, ...(await reads)])).toEqual([]);
      } finally {
        lock.drop();
      }
      await thawAndRecover();
    });

    it('answers what comes meanwhile with 10007 within 3 s, and goes on within 2 s after it', async () => {
      freeze();
      // The second wave finds no connection that is worth anything any more.
      for (const wave of ['first wave', 'second wave']) {
        const [sends, bySocket, reads, health, readiness] = await Promise.all([
          scene.sends(SENDS),
          scene.sendBySocket(),
          scene.reads(),
          timed(statusOf(scene.chat.process.url, '/healthz')),
          timed(statusOf(scene.chat.process.url, '/readyz')),
        ]);
        expect(notUnavailableInTime([...sends, bySocket, ...reads]), wave).toEqual([]);
        expect([health.answer, readiness.answer], wave).toEqual([200, 503]);
        expect(Math.max(health.ms, readiness.ms), wave).toBeLessThan(ANSWER_WITHIN_MS);
      }
      await thawAndRecover();
    });

    isWholeAfterwards();
  });
} else {
  describe('a SQLite file that another process is writing to', () => {
    let database: TestDatabase;
    let holder: FileHolder | undefined;

    beforeAll(async () => {
      database = await createTestDatabase();
      scene = await StorageScene.begin(database.url);
      pid = scene.chat.process.pid;
    });
    afterAll(async () => {
      await scene?.end();
      await database?.drop();
    });
    afterEach(() => holder?.letGo());

    it.each(['once', 'and once more'])(
      'answers sends with 10007 within 3 s, reads as ever, and recovers: %s',
      async () => {
        holder = await FileHolder.hold(fileOf(database.url));
        scene.history.fault('file held');
        const [sends, bySocket, reads, health] = await Promise.all([
          scene.sends(SENDS),
          scene.sendBySocket(),
          scene.reads(),
          timed(statusOf(scene.chat.process.url, '/healthz')),
        ]);
        expect(notUnavailableInTime([...sends, bySocket])).toEqual([]);
        // WAL: a reader waits for no writer, wherever that one lives.
        expect(reads.filter(({ answer, ms }) => answer.datas === undefined || ms > ANSWER_WITHIN_MS)).toEqual([]);
        expect(health.answer).toBe(200);
        expect(health.ms).toBeLessThan(ANSWER_WITHIN_MS);
        await holder.letGo();
        expect(await scene.recoveredAfter()).toBeLessThan(RECOVERED_WITHIN_MS);
      },
    );

    isWholeAfterwards();
  });
}

/** What holds on both stores once the faults are over. */
function isWholeAfterwards(): void {
  it('stores each send once when it is repeated', async () => {
    await scene.repeatOpen();
    await scene.repeatAcked();
    expect(scene.ledger.wrongs).toEqual([]);
  });

  it('is the same process all along, and shows all readers one complete history', async () => {
    const { chat, history } = scene;
    expect(chat.process.pid).toBe(pid);
    expect(await statusOf(chat.process.url, '/readyz')).toBe(200);
    await readEverything(chat.client, history);
    assertPasses(history, { minAcked: 2 * SENDS, minFaults: 2, minReads: 16 });
  });
}
