import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConnectionRegistry } from '../../src/realtime/connection-registry.js';
import { HandshakeQueue } from '../../src/realtime/handshake-queue.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { MetricsText } from '../support/metrics-text.js';
import { keepPlaces } from './support/handshakes.js';
import { statusesOf } from './support/limits.js';
import { POLL, SOCKET, UPGRADE } from './support/sessions.js';

/** Sessions of an address that are open, and in no namespace yet. */
const CROWD = 1_500;

describe('Thousands who come at once', { timeout: 30_000 }, () => {
  let chat: ChatApp;
  let queue: HandshakeQueue;

  beforeAll(async () => {
    chat = await startChat({ TRUST_PROXY: 'true', RATE_LIMIT: '600' });
    await chat.client.importUsers(1, 2);
    queue = chat.app.get(HandshakeQueue);
  });
  afterEach(() => chat.client.close());
  afterAll(() => chat.close());

  async function askForSession(path: string, headers = {}): Promise<IncomingMessage> {
    const asked = request(`${chat.client.url}${path}`, { headers }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return response;
  }
  const refusals = async (): Promise<number> => {
    const metrics = await (await fetch(`${chat.client.url}/metrics`)).text();
    return MetricsText.parse(metrics).sum('anlife_errors_total', { door: 'handshake', code: '10007' });
  };

  it.each([
    ['a poll', POLL, {}],
    ['an upgrade', SOCKET, UPGRADE],
  ])('are told when to come again, by %s, where the line does not move on', async (_name, path, headers) => {
    const kept = await keepPlaces(queue);
    const late = chat.client.connect(2).catch(() => undefined);
    await expect.poll(() => queue.isStuck, { timeout: 2_400 }).toBe(true);
    const before = await refusals();
    const response = await askForSession(path, headers);
    expect(response.statusCode).toBe(503);
    expect(JSON.parse(await text(response))).toMatchObject({ error_code: 10007 });
    expect(Number(response.headers['retry-after'])).toBeGreaterThanOrEqual(2);
    expect(await refusals()).toBe(before + 1);
    await kept.leave();
    await late;
    await chat.client.connect(1);
  });

  it('are told so, too, where very many are at the door of one address, and others are let in', async () => {
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const opened = await statusesOf(chat.client.url, POLL, CROWD + 50, () => from('203.0.113.1'));
    expect(opened).toEqual({ 200: CROWD, 503: 50 });
    await expect(chat.client.connect(1, { extraHeaders: from('203.0.113.1') })).rejects.toThrow();
    await chat.client.connect(1, { extraHeaders: from('198.51.100.1') });
    // They end after five seconds.
    const connects = () =>
      chat.client.connect(1, { extraHeaders: from('203.0.113.1') }).then(
        () => true,
        () => false,
      );
    await expect.poll(connects, { timeout: 15_000, interval: 500 }).toBe(true);
  });

  it('wait for their turn, while those who are in are served', async () => {
    const inside = await chat.client.connect(1);
    const kept = await keepPlaces(queue);
    const late = chat.client.connect(2);
    await expect.poll(() => queue.waiting).toBe(1);
    datasOf(await inside.emit('message:sync', { known: {} }));
    expect(queue.waiting).toBe(1);
    await kept.leave();
    const device = await late;
    expect(datasOf(await device.emit('message:sync', { known: {} }))).toMatchObject({ messages: [] });
  });

  it('are refused with 10007 where their turn does not come in time, and let in afterwards', async () => {
    const kept = await keepPlaces(queue);
    const began = performance.now();
    await expect(chat.client.connect(2)).rejects.toMatchObject({ data: { error_code: 10007 } });
    expect(performance.now() - began).toBeLessThan(4_000);
    await kept.leave();
    await chat.client.connect(2);
  });

  it('leave nothing behind where they left the line', async () => {
    const registry = chat.app.get(ConnectionRegistry);
    await expect.poll(() => registry.size).toBe(0);
    const kept = await keepPlaces(queue);
    const auth = { token: await chat.client.token(2) };
    const late = io(chat.client.url, { auth, transports: ['websocket'], reconnection: false });
    await expect.poll(() => queue.waiting).toBe(1);
    late.close();
    await kept.leave();
    await expect.poll(() => queue.waiting).toBe(0);
    await expect.poll(() => registry.size).toBe(0);
    await chat.client.connect(2);
    expect(registry.size).toBe(1);
  });
});
