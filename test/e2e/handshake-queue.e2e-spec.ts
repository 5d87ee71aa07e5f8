import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ERROR_CODES } from '../../src/common/errors/error-codes.js';
import { ChatGateway } from '../../src/realtime/chat.gateway.js';
import { ConnectionRegistry } from '../../src/realtime/connection-registry.js';
import { HandshakeQueue } from '../../src/realtime/handshake-queue.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { MetricsText } from '../support/metrics-text.js';
import { type KeptPlaces, keepPlaces } from './support/handshakes.js';
import { POLL, SOCKET, UPGRADE } from './support/sessions.js';

/** Whoever is refused and does not go is ended after five seconds. */
const UNTIL_ENDED_MS = 15_000;

describe('Thousands who come at once', { timeout: 30_000 }, () => {
  let chat: ChatApp;
  let queue: HandshakeQueue;
  let server: Server;

  beforeAll(async () => {
    const afterInit = vi.spyOn(ChatGateway.prototype, 'afterInit');
    chat = await startChat({ RATE_LIMIT: '600' });
    [[server]] = afterInit.mock.calls as [[Server]];
    afterInit.mockRestore();
    await chat.client.importUsers(1, 2);
    queue = chat.app.get(HandshakeQueue);
  });
  afterEach(() => chat.client.close());
  afterAll(() => chat.close());

  /** Has the first in line wait for long, as where the database is slow. */
  async function makeLong(): Promise<KeptPlaces> {
    const kept = await keepPlaces(queue);
    const late = chat.client.connect(2).catch(() => undefined);
    await expect.poll(() => queue.isLong, { timeout: 2_400 }).toBe(true);
    return {
      leave: async () => {
        await kept.leave();
        await late;
      },
    };
  }
  const refusals = async (): Promise<number> => {
    const metrics = await (await fetch(`${chat.client.url}/metrics`)).text();
    return MetricsText.parse(metrics).sum('anlife_errors_total', { door: 'handshake', code: '10007' });
  };

  it.each([
    ['a poll', POLL, {}],
    ['an upgrade', SOCKET, UPGRADE],
  ])('are told in the envelope when to come again, by %s, where the line is long', async (_name, path, headers) => {
    const before = await refusals();
    const line = await makeLong();
    const asked = request(`${chat.client.url}${path}`, {
      agent: false,
      headers: { ...headers, 'x-request-id': 'mine', 'accept-language': 'en' },
    }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const said = { status: response.statusCode, ...(JSON.parse(await text(response)) as object) };
    expect(said).toEqual({ status: 503, error_code: 10007, error_msg: ERROR_CODES[10007].en });
    expect(response.headers).toMatchObject({
      'x-request-id': 'mine',
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    expect(Number(response.headers['retry-after'])).toBeGreaterThanOrEqual(2);
    expect(await refusals()).toBe(before + 1);
    await line.leave();
    await chat.client.connect(1);
  });

  it('are not kept where they are refused and do not go', async () => {
    const line = await makeLong();
    const theirs = new Promise<Socket>((resolve) => chat.app.getHttpServer().once('connection', resolve));
    const { hostname, port } = new URL(chat.client.url);
    const stays = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    let heard = '';
    stays.on('data', (data) => (heard += data.toString()));
    const lines = Object.entries(UPGRADE).map((pair) => pair.join(': '));
    stays.write(`GET ${SOCKET} HTTP/1.1\r\nHost: chat\r\n${lines.join('\r\n')}\r\n\r\n`);
    await expect.poll(() => heard).toContain('"error_code":10007');
    await line.leave();
    const socket = await theirs;
    await expect.poll(() => socket.destroyed, { timeout: UNTIL_ENDED_MS }).toBe(true);
    stays.destroy();
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
    expect(chat.log.at(-1)).toMatchObject({ door: 'handshake', msg: 'A handshake had no turn within 2.5 s' });
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
    await expect.poll(() => server.engine.clientsCount).toBe(0);
    await kept.leave();
    await expect.poll(() => queue.waiting).toBe(0);
    await expect.poll(() => registry.size).toBe(0);
    await chat.client.connect(2);
    expect(registry.size).toBe(1);
  });
});
