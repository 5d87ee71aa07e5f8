import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { FLOWS } from './metrics/flows.js';
import { releaseAll, scrape, startMeasured } from './metrics/scene.js';

/** Prometheus' own client makes these, about the process. */
const OF_PROCESS = /^(process|nodejs)_/;

describe('/metrics', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startMeasured();
  });
  afterEach(releaseAll);
  afterAll(() => chat.close());

  it.each(Object.entries(FLOWS))('%s says what happened', async (name, flow) => {
    expect((await scrape(chat)).types.has(name)).toBe(true);
    await flow(chat);
  });

  it('has no metric that no flow asserts', async () => {
    const names = [...(await scrape(chat)).types.keys()].filter((name) => !OF_PROCESS.test(name));
    expect(names.sort()).toEqual(Object.keys(FLOWS).sort());
  });

  it('has the usual ones of the process', async () => {
    const before = await scrape(chat);
    const end = performance.now() + 50;
    while (performance.now() < end);
    const after = await scrape(chat);
    expect(after.sum('process_cpu_seconds_total')).toBeGreaterThan(before.sum('process_cpu_seconds_total'));
    for (const name of ['process_resident_memory_bytes', 'process_open_fds', 'nodejs_heap_size_used_bytes']) {
      expect(after.sum(name), name).toBeGreaterThan(0);
    }
    // Of the process's own some are none where nothing was measured since the scrape before.
    for (const { name, value } of after.samples) if (!OF_PROCESS.test(name)) expect(value, name).not.toBeNaN();
  });

  it('has labels of a bounded number of values, whatever callers make up', async () => {
    const device = await chat.client.connect(1);
    for (let i = 0; i < 20; i += 1) {
      await fetch(`${chat.client.url}/made-up-${i}`);
      await fetch(`${chat.client.url}${BASE_PATH}/message/made-up-${i}`, { method: 'POST' });
      await device.emit(`made-up-${i}`);
    }
    for (const { labels } of (await scrape(chat)).samples) expect(JSON.stringify(labels)).not.toContain('made-up');
  });

  it('is each server’s own, where several run in one process', async () => {
    const other = await startChat();
    try {
      expect((await scrape(chat)).sum('anlife_sends_total')).toBeGreaterThan(0);
      expect((await scrape(other)).sum('anlife_sends_total')).toBe(0);
    } finally {
      await other.close();
    }
  });

  it('is in the format that Prometheus reads, outside the envelope', async () => {
    const response = await fetch(`${chat.client.url}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('x-request-id')).toBeTruthy();
  });
});

describe('/metrics with METRICS_TOKEN', () => {
  const token = 'metrics-token-of-this-test';
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat({ METRICS_TOKEN: token, ERROR_STATUS: '200' });
  });
  afterAll(() => chat.close());

  it.each([
    ['none', {}],
    ['another', { authorization: 'Bearer another' }],
    ['its beginning', { authorization: `Bearer ${token.slice(0, -1)}` }],
    ['one more letter', { authorization: `Bearer ${token}x` }],
    ['another scheme', { authorization: `Basic ${token}` }],
    ['the key of the CMS', { 'x-api-key': 'test-api-key-of-more-than-32-characters' }],
  ])('refuses %s with 401, also where errors answer 200', async (_what, headers: Record<string, string>) => {
    const response = await fetch(`${chat.client.url}/metrics?token=${token}`, { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.text()).not.toContain('anlife_');
  });

  it('answers who brings it', async () => {
    const metrics = await scrape(chat, { authorization: `Bearer ${token}` });
    expect(metrics.sum('anlife_build_info')).toBe(1);
  });
});
