import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { Admission } from '../../src/limits/admission.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { MetricsText } from '../support/metrics-text.js';
import { keepPlaces } from './support/admission.js';
import { statusesOf } from './support/limits.js';

const POLL = '/socket.io/?EIO=4&transport=polling';
const SOCKET = '/socket.io/?EIO=4&transport=websocket';
const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};
/** A second and a half of a thousand each, as is assumed before any were counted. */
const KEPT = 1_500;

describe('Thousands who come at once', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
  });
  // Those of the test before are waited for, for a second.
  beforeEach(() => pause(1_100));
  afterEach(() => chat.client.close());
  afterAll(() => chat.close());

  async function askForSession(path: string, headers = {}): Promise<IncomingMessage> {
    const asked = request(`${chat.client.url}${path}`, { headers }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return response;
  }
  const becomesEmpty = () =>
    expect
      .poll(
        () =>
          chat.client.connect(1).then(
            () => true,
            () => false,
          ),
        { timeout: 5_000 },
      )
      .toBe(true);

  it.each([
    ['a poll', POLL, {}],
    ['an upgrade', SOCKET, UPGRADE],
  ])('are told when to come again, by %s, where their handshake would wait too long', async (_name, path, headers) => {
    expect(await statusesOf(chat.client.url, POLL, KEPT + 100, () => ({}))).toEqual({ 200: KEPT + 1, 503: 99 });
    const before = await refusals();
    const response = await askForSession(path, headers);
    expect(response.statusCode).toBe(503);
    expect(JSON.parse(await text(response))).toMatchObject({ error_code: 10007 });
    expect(Number(response.headers['retry-after'])).toBeGreaterThanOrEqual(2);
    expect(await refusals()).toBe(before + 1);
    // Those who asked for nothing since are waited for no longer.
    await becomesEmpty();
  });

  it('are told to come one after the other, and not all at once', async () => {
    await statusesOf(chat.client.url, POLL, KEPT + 3_000, () => ({}));
    const response = await askForSession(POLL);
    await text(response);
    // Three thousand are to come before, a thousand a second; nobody is sent away for longer than half a minute.
    expect(Number(response.headers['retry-after'])).toBeGreaterThanOrEqual(4);
    expect(Number(response.headers['retry-after'])).toBeLessThanOrEqual(30);
    await becomesEmpty();
  });

  it('wait for their turn, and those who are in sync before them', async () => {
    const inside = await chat.client.connect(1);
    const kept = await keepPlaces(chat.app.get(Admission));
    const order: string[] = [];
    const late = chat.client.connect(2).then(() => order.push('connected'));
    await expect.poll(() => chat.app.get(Admission).waiting).toBe(1);
    const sync = inside.emit('message:sync', { known: {} }).then((answer) => {
      datasOf(answer);
      order.push('synced');
    });
    await expect.poll(() => chat.app.get(Admission).waiting).toBe(2);
    kept.leaveOne();
    await Promise.all([late, sync]);
    expect(order).toEqual(['synced', 'connected']);
    await kept.leave();
  });

  it('are refused with 10007 where their turn does not come in time', async () => {
    const inside = await chat.client.connect(1);
    const kept = await keepPlaces(chat.app.get(Admission));
    const began = performance.now();
    expect(await inside.emit('message:sync', { known: {} })).toMatchObject({ error_code: 10007 });
    await expect(chat.client.connect(2)).rejects.toMatchObject({ data: { error_code: 10007 } });
    expect(performance.now() - began).toBeLessThan(5_000);
    await kept.leave();
    await becomesEmpty();
    datasOf(await inside.emit('message:sync', { known: {} }));
  });

  async function refusals(): Promise<number> {
    const metrics = await (await fetch(`${chat.client.url}/metrics`)).text();
    return MetricsText.parse(metrics).sum('anlife_errors_total', { door: 'handshake', code: '10007' });
  }
});
