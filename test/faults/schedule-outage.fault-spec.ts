import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasOf } from '../support/chat/envelope.js';
import { Schedules, wireTimeIn } from '../support/chat/schedules.js';
import { store } from '../support/stores/test-database.js';
import { type ChatServer, startChatServer } from './support/chat-server.js';
import { type OwnMariadb, startOwnMariadb } from './support/own-mariadb.js';
import { PushFile } from './support/stored-pushes.js';

const SERVICE = 7;
const UIDS = [1, 2, 3];
const COUNT = 10;

describe.runIf(store === 'mysql')('A database that is away when scheduled pushes are due', () => {
  let mariadb: OwnMariadb;
  let chat: ChatServer;

  beforeAll(async () => {
    mariadb = await startOwnMariadb();
    chat = await startChatServer(mariadb.databaseUrl);
    await chat.client.importUsers(...UIDS);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    datasOf(await chat.client.cms('addServiceFollowers', { service_id: SERVICE, user_id: UIDS }));
  }, 180_000);
  afterAll(async () => {
    await chat?.process.kill('SIGKILL');
    await mariadb?.server.stop();
  });

  it('delays them: all are sent once it is back, each once, and are told as late; the log says so in a line', async () => {
    const schedules = new Schedules(chat.client, SERVICE);
    const send_at = wireTimeIn(5_000);
    const planned = await Promise.all(
      Array.from({ length: COUNT }, async (_, index) => {
        const text = `outage ${index}`;
        return { text, id: await schedules.plan(text, { send_at, ...(index % 2 === 0 ? { user_id: UIDS } : {}) }) };
      }),
    );
    await mariadb.server.kill();
    const dueAt = Date.parse(`${send_at.replace(' ', 'T')}+08:00`);
    // Late enough to be told as late.
    await new Promise((resolve) => setTimeout(resolve, dueAt + 7_000 - Date.now()));
    await mariadb.server.restart();
    const isBack = (): Promise<boolean> =>
      schedules.list().then(
        () => true,
        () => false,
      );
    await expect.poll(isBack, { timeout: 20_000 }).toBe(true);
    const file = await PushFile.open(mariadb.databaseUrl);
    for (const { text, id } of planned) {
      const { msg_id, late_seconds } = await schedules.reached(id, 'sent', 40_000);
      expect(late_seconds, text).toBeGreaterThan(5);
      const [push, ...more] = await file.pushesOf(text);
      expect(push, text).toMatchObject({ id: msg_id, receivers: 3 });
      expect(more).toEqual([]);
    }
    await file.close();
    const lines = chat.process.output().filter((line) => line.includes('Scheduled pushes wait'));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(4);
  }, 120_000);
});
