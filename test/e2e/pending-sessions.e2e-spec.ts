import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PendingSessions } from '../../src/realtime/pending-sessions.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { MetricsText } from '../support/metrics-text.js';
import { statusesOf } from './support/limits.js';
import { POLL, SOCKET, UPGRADE } from './support/sessions.js';

const MAX = 1000;
/** A session without a namespace is ended after five seconds. */
const UNTIL_ENDED_MS = 15_000;

describe('Sessions that ask for no namespace', { timeout: 40_000 }, () => {
  let chat: ChatApp;
  let tests = 0;

  beforeAll(async () => {
    chat = await startChat({ TRUST_PROXY: 'true', RATE_LIMIT: '600' });
    await chat.client.importUsers(1);
    // Ten thousand would be a test of patience.
    chat.app.get(PendingSessions).max = MAX;
  });
  afterEach(() => chat.client.close());
  afterAll(() => chat.close());

  const from = (address: string) => ({ extraHeaders: { 'x-forwarded-for': address } });
  const open = (address: string, count: number) =>
    statusesOf(chat.client.url, POLL, count, () => ({ 'x-forwarded-for': address }));
  const refusals = async (): Promise<number> => {
    const metrics = await (await fetch(`${chat.client.url}/metrics`)).text();
    return MetricsText.parse(metrics).sum('anlife_rate_limited_total', { door: 'handshake' });
  };
  const connects = (address: string) =>
    chat.client.connect(1, from(address)).then(
      () => true,
      () => false,
    );

  it('are so many of an address, for as long as they last; those in a namespace are none of them', async () => {
    const address = `203.0.113.${(tests += 1)}`;
    for (let device = 0; device < 3; device += 1) await chat.client.connect(1, from(address));
    expect(await open(address, MAX + 100)).toEqual({ 200: MAX, 429: 100 });
    expect(await connects(address)).toBe(false);
    // Others, also with a token of the same user, are served.
    expect(await connects('198.51.100.1')).toBe(true);
    await expect.poll(() => connects(address), { timeout: UNTIL_ENDED_MS, interval: 500 }).toBe(true);
  });

  it.each([
    ['a poll', POLL, {}],
    ['a WebSocket', SOCKET, UPGRADE],
  ])('refuse more in the envelope: %s', async (_what, path, headers: Record<string, string>) => {
    const pending = chat.app.get(PendingSessions);
    pending.max = 0;
    try {
      const outgoing = request(`${chat.client.url}${path}`, {
        agent: false,
        headers: { ...headers, 'x-request-id': 'mine', 'accept-language': 'en' },
      }).end();
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      const said = { status: response.statusCode, ...(JSON.parse(await text(response)) as object) };
      expect(said).toEqual({ status: 429, error_code: 10005, error_msg: 'Too many requests' });
      expect(response.headers).toMatchObject({
        'retry-after': '5',
        'x-request-id': 'mine',
        'content-type': 'application/json; charset=utf-8',
        'x-content-type-options': 'nosniff',
      });
    } finally {
      pending.max = MAX;
    }
  });

  it('are not kept where they are refused and do not go', async () => {
    const pending = chat.app.get(PendingSessions);
    pending.max = 0;
    try {
      const theirs = new Promise<Socket>((resolve) => chat.app.getHttpServer().once('connection', resolve));
      const { hostname, port } = new URL(chat.client.url);
      const stays = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
      let heard = '';
      stays.on('data', (data) => (heard += data.toString()));
      const lines = Object.entries(UPGRADE).map((pair) => pair.join(': '));
      stays.write(`GET ${SOCKET} HTTP/1.1\r\nHost: chat\r\n${lines.join('\r\n')}\r\n\r\n`);
      await expect.poll(() => heard).toContain('"error_code":10005');
      const socket = await theirs;
      await expect.poll(() => socket.destroyed, { timeout: UNTIL_ENDED_MS }).toBe(true);
      stays.destroy();
    } finally {
      pending.max = MAX;
    }
  });

  it('of one IPv6 network count together, and refusals show in the metrics', async () => {
    const before = await refusals();
    expect(await open('2001:db8:7:7::1', MAX)).toEqual({ 200: MAX });
    expect(await open('2001:db8:7:7::2', 10)).toEqual({ 429: 10 });
    expect(await open('2001:db8:7:8::1', 10)).toEqual({ 200: 10 });
    expect((await refusals()) - before).toBe(10);
  });
});

describe('Sessions that ask for no namespace, with RATE_LIMIT=0', () => {
  it('are not limited', async () => {
    const chat = await startChat({ RATE_LIMIT: '0' });
    try {
      expect(await statusesOf(chat.client.url, POLL, MAX + 100, () => ({}))).toEqual({ 200: MAX + 100 });
    } finally {
      await chat.close();
    }
  });
});
