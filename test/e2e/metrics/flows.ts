import { expect } from 'vitest';
import { PushService } from '../../../src/cms/pushes/push.service.js';
import { MIGRATIONS } from '../../../src/database/migrations/all-migrations.js';
import { Store } from '../../../src/database/store.js';
import { UnitOfWork } from '../../../src/database/unit-of-work.js';
import { HandshakeQueue } from '../../../src/realtime/handshake-queue.js';
import { type ChatApp, startNode } from '../../support/chat/chat-app.js';
import { BASE_PATH, textMessage } from '../../support/chat/chat-client.js';
import { datasOf } from '../../support/chat/envelope.js';
import { startRedis } from '../../support/stores/redis.js';
import { keepPlaces } from '../support/handshakes.js';
import { createTestDatabase, store } from '../../support/stores/test-database.js';
import { DELETION_FLOWS, RETENTION_FLOWS } from './background-flows.js';
import { ASKED_TWICE_MS, type Flow, growth, valueOf } from './flow.js';
import { hold, POOL, scrape, SERVICE } from './scene.js';

const push = (text: string) => ({ service_id: SERVICE, msg_type: 1, message: { text }, user_id: 2 });
const read = (chat: ChatApp, msgId: number, status: 3 | 4) =>
  chat.client
    .as(2)
    .post(`message/updateMessage${status === 3 ? 'Receive' : 'Read'}Status`, { msg_id: msgId, status })
    .then(datasOf);

/** Sends that the storage does not take in time, and that it refuses. */
async function storageTrouble(chat: ChatApp): Promise<void> {
  const grown = await growth(chat, 'anlife_sends_total', async () => {
    const held = await hold(chat, 'u:1:2');
    expect(await chat.client.as(1).send(2, 'held')).toMatchObject({ error_code: 10007 });
    await held.release();
    const fails = store === 'sqlite' ? `BEGIN SELECT RAISE(ABORT, 'no')` : `FOR EACH ROW SIGNAL SQLSTATE '45000'`;
    const broken = `CREATE TRIGGER broken BEFORE INSERT ON messages ${fails}${store === 'sqlite' ? '; END' : ''}`;
    await chat.app.get(UnitOfWork).run((tx) => tx.execute(broken));
    expect(await chat.client.as(1).send(2, 'broken')).toMatchObject({ error_code: 10500 });
    await chat.app.get(UnitOfWork).run((tx) => tx.execute('DROP TRIGGER broken'));
  });
  expect(grown({ door: 'rest', outcome: 'unavailable' })).toBe(1);
  expect(grown({ door: 'rest', outcome: 'failed' })).toBe(1);
  expect(grown()).toBe(2);
}

/** 1 while Redis is there, 0 while it hangs or is gone, and none without one. */
async function redisFlow(chat: ChatApp, name: string): Promise<void> {
  expect((await scrape(chat)).of(name)).toEqual([]);
  const redis = await startRedis();
  const node = await startNode(await createTestDatabase(), { REDIS_URL: redis.url });
  const becomes = (value: number) =>
    expect.poll(async () => (await scrape(node)).of(name), { timeout: 15_000 }).toEqual([{ name, labels: {}, value }]);
  try {
    await becomes(1);
    redis.freeze();
    await becomes(0);
    redis.thaw();
    await becomes(1);
    await redis.kill();
    await becomes(0);
  } finally {
    redis.thaw();
    await node.close();
    await redis.stop();
  }
}

/** By metric: what really happens, and what the metric says of it. One without a row here fails the test. */
export const FLOWS: Readonly<Record<string, Flow>> = {
  anlife_sends_total: async (chat) => {
    const device = await chat.client.connect(1);
    const grown = await growth(chat, 'anlife_sends_total', async () => {
      datasOf(await chat.client.as(1).send(2, 'by REST'));
      datasOf(await device.emit('message:send', { to_uid: 2, message: textMessage('by socket') }));
      expect(await chat.client.as(1).send(404, 'to nobody')).toMatchObject({ error_code: 20001 });
      datasOf(await chat.client.cms('sendMessage', push('pushed')));
      datasOf(await chat.client.cms('broadcastMessage', { ...push('to all'), user_id: undefined }));
    });
    expect(grown({ door: 'rest', outcome: 'ok' })).toBe(1);
    expect(grown({ door: 'rest', outcome: 'refused' })).toBe(1);
    expect(grown({ door: 'socket', outcome: 'ok' })).toBe(1);
    expect(grown({ door: 'cms', outcome: 'ok' })).toBe(2);
    expect(grown()).toBe(5);
    device.close();
    await storageTrouble(chat);
  },

  anlife_deliveries_total: async (chat) => {
    const devices = await Promise.all([chat.client.connect(2), chat.client.connect(2), chat.client.connect(3)]);
    const grown = await growth(chat, 'anlife_deliveries_total', async () => {
      const msgId = datasOf(await chat.client.as(1).send(2, 'to both devices'));
      await Promise.all(devices.slice(0, 2).map((device) => device.message(msgId)));
    });
    expect(grown({ event: 'message' })).toBe(2);
    for (const device of devices) device.close();
  },

  anlife_receipts_total: async (chat) => {
    const msgId = datasOf(await chat.client.as(1).send(2, 'to be read'));
    const grown = await growth(chat, 'anlife_receipts_total', async () => {
      for (const status of [3, 3, 4, 4] as const) await read(chat, msgId, status);
    });
    expect(grown({ status: 'received' })).toBe(1);
    expect(grown({ status: 'read' })).toBe(1);
  },

  anlife_writer_batch_size: async (chat) => {
    const count = await growth(chat, 'anlife_writer_batch_size_count', () => chat.client.as(1).send(2, 'alone'));
    expect(count()).toBe(1);
    const sum = await growth(chat, 'anlife_writer_batch_size_sum', async () => {
      for (const text of ['one', 'two']) datasOf(await chat.client.as(1).send(2, text));
    });
    expect(sum()).toBe(2);
  },

  anlife_writer_queue_depth: async (chat) => {
    expect(await valueOf(chat, 'anlife_writer_queue_depth')).toBe(0);
    const held = await hold(chat, 'u:1:2');
    const sends: Promise<unknown>[] = [];
    // Those that come together are carried out together: only what comes after them waits.
    const sendAndLook = () => {
      sends.push(chat.client.as(1).send(2, `number ${sends.length}`));
      return valueOf(chat, 'anlife_writer_queue_depth');
    };
    await expect.poll(sendAndLook, ASKED_TWICE_MS).toBeGreaterThan(0);
    await held.release();
    await Promise.all(sends);
    expect(await valueOf(chat, 'anlife_writer_queue_depth')).toBe(0);
  },

  anlife_push_queue_depth: async (chat) => {
    expect(await valueOf(chat, 'anlife_push_queue_depth')).toBe(0);
    const held = await hold(chat, `s:${SERVICE}:2`);
    // Not over the CMS: on SQLite its audit log waits for the one writer first.
    const pushes = ['one', 'two'].map((text) => {
      const message = { serviceId: SERVICE, type: 1, body: { text }, clientMsgId: undefined };
      return chat.app.get(PushService).send(message, [2]);
    });
    await expect.poll(() => valueOf(chat, 'anlife_push_queue_depth'), ASKED_TWICE_MS).toBe(2);
    await held.release();
    await Promise.all(pushes);
    expect(await valueOf(chat, 'anlife_push_queue_depth')).toBe(0);
  },

  anlife_commit_seconds: async (chat) => {
    const before = await scrape(chat);
    datasOf(await chat.client.as(1).send(2, 'committed'));
    const after = await scrape(chat);
    expect(after.sum('anlife_commit_seconds_count')).toBeGreaterThan(before.sum('anlife_commit_seconds_count'));
    expect(after.sum('anlife_commit_seconds_sum')).toBeGreaterThan(before.sum('anlife_commit_seconds_sum'));
  },

  anlife_database_connections: async (chat) => {
    expect(await valueOf(chat, 'anlife_database_connections')).toBe(store === 'sqlite' ? 1 : POOL);
  },

  anlife_database_connections_in_use: async (chat) => {
    const held = await hold(chat);
    expect(await valueOf(chat, 'anlife_database_connections_in_use')).toBeGreaterThanOrEqual(1);
    await held.release();
    await expect.poll(() => valueOf(chat, 'anlife_database_connections_in_use'), ASKED_TWICE_MS).toBe(0);
  },

  anlife_database_connections_waiting: async (chat) => {
    const { limit } = chat.app.get(Store).usage;
    const held = await Promise.all(Array.from({ length: limit }, () => hold(chat)));
    const late = chat.app.get(UnitOfWork).run(() => Promise.resolve());
    expect(await valueOf(chat, 'anlife_database_connections_waiting')).toBeGreaterThanOrEqual(1);
    await Promise.all(held.map((one) => one.release()));
    await late;
    await expect.poll(() => valueOf(chat, 'anlife_database_connections_waiting'), ASKED_TWICE_MS).toBe(0);
  },

  anlife_handshakes_waiting: async (chat) => {
    expect(await valueOf(chat, 'anlife_handshakes_waiting')).toBe(0);
    const kept = await keepPlaces(chat.app.get(HandshakeQueue));
    const device = chat.client.connect(1);
    await expect.poll(() => valueOf(chat, 'anlife_handshakes_waiting'), ASKED_TWICE_MS).toBe(1);
    await kept.leave();
    (await device).close();
    expect(await valueOf(chat, 'anlife_handshakes_waiting')).toBe(0);
  },

  anlife_event_loop_delay_seconds: async (chat) => {
    const end = performance.now() + 200;
    while (performance.now() < end);
    const delays = (await scrape(chat)).of('anlife_event_loop_delay_seconds');
    expect(delays.map(({ labels }) => labels.percentile)).toEqual(['50', '90', '99', '100']);
    expect(delays.at(-1)?.value).toBeGreaterThan(0.1);
  },

  ...DELETION_FLOWS,
  ...RETENTION_FLOWS,

  anlife_sockets: async (chat) => {
    const socketsOf = (namespace: string) => valueOf(chat, 'anlife_sockets', { namespace });
    const [users, operators] = [await socketsOf('/'), await socketsOf('/cms')];
    const device = await chat.client.connect(1);
    const desk = await chat.client.connectCms({ api_key: chat.client.apiKey });
    expect([await socketsOf('/'), await socketsOf('/cms')]).toEqual([users + 1, operators + 1]);
    for (const socket of [device, desk]) socket.close();
    await expect.poll(() => socketsOf('/'), ASKED_TWICE_MS).toBe(users);
    await expect.poll(() => socketsOf('/cms'), ASKED_TWICE_MS).toBe(operators);
  },

  anlife_redis_up: (chat) => redisFlow(chat, 'anlife_redis_up'),
  anlife_limits_shared: (chat) => redisFlow(chat, 'anlife_limits_shared'),

  anlife_errors_total: async (chat) => {
    const device = await chat.client.connect(1);
    const grown = await growth(chat, 'anlife_errors_total', async () => {
      await fetch(`${chat.client.url}/nothing`);
      await chat.client.as(1).post('message/sendMessage', {});
      await device.emit('no:such:event');
      await device.emit('message:send', {});
      await expect(chat.client.connectCms({ token: 'bad' })).rejects.toThrow();
    });
    expect(grown({ door: 'http', code: '10004' })).toBe(1);
    expect(grown({ door: 'http', code: '10000' })).toBe(1);
    expect(grown({ door: 'event', code: '10004' })).toBe(1);
    expect(grown({ door: 'event', code: '10000' })).toBe(1);
    expect(grown({ door: 'handshake', code: '10001' })).toBe(1);
    expect(grown()).toBe(5);
    device.close();
  },

  anlife_rate_limited_total: async (chat) => {
    const grown = await growth(chat, 'anlife_rate_limited_total', async () => {
      for (let attempt = 1, limited = false; !limited; attempt += 1) {
        expect(attempt).toBeLessThan(100);
        const body = new URLSearchParams({ username: 'nobody', password: 'wrong' });
        const response = await fetch(`${chat.client.url}${BASE_PATH}/cms/login`, { method: 'POST', body });
        limited = response.status === 429;
        await response.text();
      }
    });
    expect(grown({ door: 'http' })).toBe(1);
    expect(grown()).toBe(1);
  },

  anlife_http_request_seconds: async (chat) => {
    const grown = await growth(chat, 'anlife_http_request_seconds_count', async () => {
      await chat.client.as(1).get('user/getUserInfo', { user_id: 2 });
      for (const path of ['a', 'b', 'c']) await fetch(`${chat.client.url}/${path}?${path}`);
    });
    expect(grown({ route: `${BASE_PATH}/user/getUserInfo`, status: '200' })).toBe(1);
    expect(grown({ route: 'unknown', status: '404' })).toBe(3);
  },

  anlife_build_info: async (chat) => {
    const [info, ...others] = (await scrape(chat)).of('anlife_build_info');
    expect(others).toEqual([]);
    expect(info).toEqual({
      name: 'anlife_build_info',
      labels: {
        version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
        node: process.version,
        store,
        installation: expect.stringMatching(/^[0-9a-z]+$/) as string,
        migration: MIGRATIONS.at(-1)?.name,
      },
      value: 1,
    });
  },
};
