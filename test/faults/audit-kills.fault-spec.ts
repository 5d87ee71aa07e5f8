import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../support/chat/envelope.js';
import { datasOf } from '../support/chat/envelope.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';
import { type ChatServer, startChatServer } from './support/chat-server.js';
import { DeedFile, type StoredEntry } from './support/stored-deeds.js';

/** TEST_AUDIT_KILLS=20 for the full size. */
const KILLS = Number(process.env.TEST_AUDIT_KILLS ?? 3);
const WORKERS = 16;
const HELD_MS = 50;
const DONE = 1;
/** For a kill and a restart on a busy machine. */
const PATIENCE_MS = 120_000;

describe(`kill -9 while things are done over the CMS, on ${store}`, () => {
  let database: TestDatabase;
  let chat: ChatServer;
  let file: DeedFile;
  let lastId = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    chat = await startChatServer(database.url);
    file = await DeedFile.open(database.url);
  }, 180_000);
  afterAll(async () => {
    await file?.close();
    await chat?.process.kill('SIGKILL');
    await database?.drop();
  });

  const save = (service_id: number): Promise<Answer> =>
    chat.client.cms('saveServiceAccount', { service_id, nickname: 's', photo: '' });
  const entriesOf = async (action: string, serviceId: number): Promise<StoredEntry[]> =>
    (await file.entries()).filter((entry) => entry.action === action && entry.service_id === serviceId);
  const shown = async (service_id: number): Promise<object[]> => {
    const headers = { 'x-api-key': chat.client.apiKey };
    const log = await chat.client.get<{ entries: object[] }>('cms/getAuditLog', { service_id }, headers);
    return datasOf(log).entries;
  };

  it(
    'between the commit and telling the log of it: the entry is there, and says that nobody knows',
    { timeout: PATIENCE_MS },
    async () => {
      const id = (lastId += 1);
      await file.holdUp(60);
      const answer = save(id).catch(() => undefined);
      await expect.poll(() => file.accounts(), { timeout: 20_000, interval: 5 }).toContain(id);
      // Committed, and being told: whoever looks now sees it so, too.
      expect(await entriesOf('saveServiceAccount', id)).toMatchObject([{ outcome: 0 }]);
      await chat.process.kill('SIGKILL');
      expect(await answer).toBeUndefined();
      await file.letGo();
      await chat.process.restart();
      expect(await file.accounts()).toContain(id);
      expect(await shown(id)).toMatchObject([
        {
          actor: 'api_key',
          action: 'saveServiceAccount',
          service_id: id,
          detail: { service_id: id, nickname: 's', photo: '' },
          outcome: 'unknown',
        },
      ]);
      // Done again, it is known.
      expect(datasOf(await save(id))).toBe(1);
      expect(await shown(id)).toMatchObject([{ outcome: 'done', detail: { datas: 1 } }, { outcome: 'unknown' }]);
    },
  );

  /** What somebody does until the server is gone. */
  async function work(acknowledged: number[], refused: number[]): Promise<void> {
    for (;;) {
      const id = (lastId += 1);
      const unknown = { service_id: id, username: `nobody-${id}`, assigned: 1 };
      const plan = { service_id: id, msg_type: 1, message: { text: 'x' }, send_at: '2099-01-01 00:00:00' };
      try {
        datasOf(await save(id));
        acknowledged.push(id);
        datasOf(await chat.client.cms('schedulePush', plan));
        expect(await chat.client.cms('assignOperator', unknown)).toMatchObject({ error_code: 50001 });
        refused.push(id);
      } catch (error) {
        // The connection is gone with the server; an answer that should not be ends the test.
        if (!(error instanceof TypeError)) throw error;
        return;
      }
    }
  }

  it(
    `at any moment, ${KILLS} times: nothing was done that has no entry`,
    { timeout: 60_000 + KILLS * PATIENCE_MS },
    async () => {
      // Between the commit and its being told, as long as on a slow disk.
      await file.holdUp(HELD_MS / 1000);
      const outcomes = { done: 0, 'unknown, and done': 0, 'unknown, not done': 0 };
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const first = lastId + 1;
        const acknowledged: number[] = [];
        const refused: number[] = [];
        const working = Promise.all(Array.from({ length: WORKERS }, () => work(acknowledged, refused)));
        await expect.poll(() => refused.length, { timeout: 60_000, interval: 2 }).toBeGreaterThan(3);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 * HELD_MS));
        // Every second time by chance alone.
        while (kill % 2 === 1 && (await file.untold(first)) === 0)
          await new Promise((resolve) => setImmediate(resolve));
        await chat.process.kill('SIGKILL');
        await working;

        const entries = (await file.entries()).filter(({ service_id }) => (service_id ?? 0) >= first);
        const accounts = (await file.accounts()).filter((id) => id >= first);
        const schedules = (await file.schedules()).filter((id) => id >= first);
        const of = (action: string): StoredEntry[] => entries.filter((entry) => entry.action === action);
        const ids = (some: readonly StoredEntry[]): number[] => some.map(({ service_id }) => service_id ?? 0);
        // No deed without an entry; no answer without one that is complete; no refusal that was answered with one.
        expect(ids(of('saveServiceAccount'))).toEqual(expect.arrayContaining(accounts));
        expect(ids(of('schedulePush'))).toEqual(expect.arrayContaining(schedules));
        const complete = of('saveServiceAccount').filter(({ outcome }) => outcome === DONE);
        expect(ids(complete)).toEqual(expect.arrayContaining(acknowledged));
        expect(accounts).toEqual(expect.arrayContaining(ids(complete)));
        expect(complete.every(({ detail }) => detail.includes('"datas":1'))).toBe(true);
        expect(ids(of('assignOperator')).filter((id) => refused.includes(id))).toEqual([]);
        const open = entries.filter(({ outcome }) => outcome !== DONE);
        const isDone = ({ action, service_id }: StoredEntry): boolean =>
          (action === 'schedulePush' ? schedules : accounts).includes(service_id ?? 0) && action !== 'assignOperator';
        outcomes.done += entries.length - open.length;
        outcomes['unknown, and done'] += open.filter(isDone).length;
        outcomes['unknown, not done'] += open.filter((entry) => !isDone(entry)).length;
        // One each at most: what a worker was doing.
        expect(open.length).toBeLessThanOrEqual(WORKERS);
        await chat.process.restart();
      }
      console.info(`Entries of the audit log after kill -9 on ${store}: ${JSON.stringify(outcomes)}`);
      expect(outcomes['unknown, and done']).toBeGreaterThan(0);
    },
  );
});
