import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PendingSessions } from '../../src/realtime/pending-sessions.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { MetricsText } from '../support/metrics-text.js';
import { statusesOf } from './support/limits.js';
import { POLL } from './support/sessions.js';

/** Sessions of all addresses that are in no namespace, and how many of them make an address one of many (pending-sessions.ts). */
const CROWD = 1_500;
const FEW = 100;
/** A session without a namespace is ended after five seconds. */
const UNTIL_ENDED_MS = 15_000;

describe('Sessions that ask for no namespace', { timeout: 40_000 }, () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat({ TRUST_PROXY: 'true', RATE_LIMIT: '600' });
    await chat.client.importUsers(1);
  });
  afterEach(async () => {
    chat.client.close();
    const pending = chat.app.get<PendingSessions, { total: number }>(PendingSessions);
    await expect.poll(() => pending.total, { timeout: UNTIL_ENDED_MS, interval: 200 }).toBe(0);
  }, UNTIL_ENDED_MS);
  afterAll(() => chat.close());

  const from = (address: string) => ({ extraHeaders: { 'x-forwarded-for': address } });
  const open = (address: string, count: number) =>
    statusesOf(chat.client.url, POLL, count, () => ({ 'x-forwarded-for': address }));
  const refusals = async (): Promise<number> => {
    const metrics = await (await fetch(`${chat.client.url}/metrics`)).text();
    return MetricsText.parse(metrics).sum('anlife_errors_total', { door: 'handshake', code: '10007' });
  };
  const connects = (address: string) =>
    chat.client.connect(1, from(address)).then(
      () => true,
      () => false,
    );

  it('are so many of all addresses; then an address that has many of them may open no more, as long as they last', async () => {
    const [many, enough, others] = ['203.0.113.1', '203.0.113.2', '203.0.113.3'] as const;
    // Those in a namespace are none of them.
    for (let device = 0; device < 3; device += 1) await chat.client.connect(1, from(many));
    expect(await open(many, CROWD - FEW)).toEqual({ 200: CROWD - FEW });
    expect(await open(enough, FEW + 10)).toEqual({ 200: FEW, 503: 10 });
    expect(await open(many, 10)).toEqual({ 503: 10 });
    expect(await connects(many)).toBe(false);
    // Also with a token of the same user.
    expect(await connects('198.51.100.1')).toBe(true);
    expect(await open(others, 2 * FEW)).toEqual({ 200: FEW, 503: FEW });
    await expect.poll(() => connects(many), { timeout: UNTIL_ENDED_MS, interval: 500 }).toBe(true);
  });

  it('of one IPv6 network count together, and refusals show in the metrics', async () => {
    const before = await refusals();
    expect(await open('2001:db8:7:7::1', CROWD)).toEqual({ 200: CROWD });
    expect(await open('2001:db8:7:7::2', 10)).toEqual({ 503: 10 });
    expect(await open('2001:db8:7:8::1', 10)).toEqual({ 200: 10 });
    expect((await refusals()) - before).toBe(10);
  });
});

describe('Sessions that ask for no namespace, with RATE_LIMIT=0', () => {
  it('are not limited', async () => {
    const chat = await startChat({ RATE_LIMIT: '0' });
    try {
      expect(await statusesOf(chat.client.url, POLL, CROWD + FEW, () => ({}))).toEqual({ 200: CROWD + FEW });
    } finally {
      await chat.close();
    }
  });
});
