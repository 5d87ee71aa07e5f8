import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NginxService } from '../../scripts/lib/cluster-doors.mjs';
import { findPrograms } from '../../scripts/lib/cluster-programs.mjs';
import { login } from '../e2e/support/operators.js';
import { sendRaw } from '../contract/bad-values/raw-http.js';
import { BASE_PATH, ChatClient } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { startCluster, type TestCluster } from '../support/cluster.js';
import { freePort } from '../support/free-port.js';
import { atProcessEnd, temporaryFolder } from '../support/process-end.js';
import { SECURE_HEADERS } from '../support/secure-headers.js';

/** Open at a time, of one address. */
const MAX = 4;
/** What a head may take, and some. */
const HEAD_MS = 8_000;

describe('deploy/nginx.conf, as for production', () => {
  const programs = findPrograms({ mayInstall: process.env.TEST_NO_INSTALL !== '1', say: console.log });
  const folder = temporaryFolder('front');
  let cluster: TestCluster;
  let front: NginxService;
  let client: ChatClient;
  let forget: () => void;

  beforeAll(async () => {
    cluster = await startCluster();
    front = new NginxService({
      folder,
      port: await freePort(),
      nodes: cluster.nodes,
      programs,
      errorStatus: undefined,
      inside: '0.0.0.0/32',
      addressConnections: MAX,
    });
    forget = atProcessEnd(() => front.signal('SIGKILL'));
    await front.start();
    client = new ChatClient(front.url, cluster.client.apiKey);
    await client.importUsers(1, 2);
    // The first to need a build waits for it, too.
  }, 120_000);
  afterAll(async () => {
    client?.close();
    await front?.stop();
    forget?.();
    await cluster?.stop();
  });

  it('is what `nginx -t` takes, without a warning', () => {
    const args = ['-t', '-p', join(folder, 'nginx'), '-c', 'nginx.conf', '-e', 'stderr', '-g', 'pid tested.pid;'];
    const { status, stderr } = spawnSync(programs.nginx, args, { encoding: 'utf8' });
    expect(stderr).toContain('syntax is ok');
    expect(stderr).not.toMatch(/\[(warn|error|emerg)\]/);
    expect(status).toBe(0);
  });

  it.each([
    ...['*', 'fr', 'en', 'EN-us', 'en-US,en;q=0.9', 'fr, en;q=0.8', 'fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5'],
    ...['zh-CN,zh;q=0.9,en;q=0.8', 'en,zh;q=0.9', 'de,*;q=0.5,en;q=0.4', 'en;q=0', 'zh;q=0, en', 'enx', ';;,q=x'],
  ])('answers Accept-Language %j itself as a node does', async (language) => {
    const saidOf = async (path: string): Promise<unknown> =>
      (await fetch(`${front.url}${path}`, { headers: { 'accept-language': language } })).json();
    // nginx's own, and a node's.
    expect(await saidOf('/metrics')).toEqual(await saidOf('/nope'));
  });

  it('carries a send, and its push', async () => {
    const device = await client.connect(2);
    const msgId = datasOf(await client.as(1).send(2, 'through the front'));
    expect(await device.message(msgId)).toMatchObject({ body: { text: 'through the front' } });
    client.close();
  });

  it.each([
    '/metrics',
    '/readyz',
    '/docs',
    '/docs-json',
    '/docs/',
    '/docs/swagger-ui-bundle.js',
    '/metrics?a=b',
    '/%6detrics',
    '/m%65trics',
    '//metrics',
    '/./metrics',
    '/x/../metrics',
    '/x/%2e%2e/readyz',
    '/metrics/',
    '/METRICS',
    '/%256detrics',
    'http://chat/metrics',
  ])('lets nobody outside see %s', async (path) => {
    const answer = await sendRaw(front.url, { path });
    expect(answer).toMatchObject({ status: 404, body: { error_code: 10004, error_msg: expect.any(String) } });
  });

  it('lets those inside see them', async () => {
    for (const path of ['/metrics', '/readyz', '/docs', '/docs-json', '/docs/swagger-ui-bundle.js']) {
      const response = await fetch(`${cluster.nginx.url}${path}`);
      await response.body?.cancel();
      expect([path, response.status]).toEqual([path, 200]);
    }
  });

  it.each<[string, number, Parameters<typeof sendRaw>[1]]>([
    ['what is not for outside', 404, { path: '/metrics' }],
    [
      'a body that is too large',
      413,
      { method: 'POST', path: `${BASE_PATH}/message/sendMessage`, body: 'x'.repeat(200_000) },
    ],
    ['a head that is too large', 413, { path: '/', headers: { x: 'x'.repeat(17_000) } }],
    ['no request', 400, { path: '/', headers: { host: 'a b' } }],
    ['a refusal of a node', 401, { path: `${BASE_PATH}/user/getFriendList`, method: 'POST' }],
    ['a node’s refusal of a poll', 400, { path: '/socket.io/?EIO=4&transport=polling' }],
  ])('has the headers of all answers, each once, on %s', async (_, status, what) => {
    const answer = await sendRaw(front.url, what);
    expect([answer.status, answer.headers]).toEqual([status, expect.objectContaining(SECURE_HEADERS)]);
    if (!what.path.startsWith('/socket.io')) expect(answer.headers['x-request-id']).toMatch(/^[\w.:-]{1,64}$/);
  });

  it('lets an address have so much open, and tells the next one that it is too much', async () => {
    const sockets = await Promise.all(Array.from({ length: MAX }, () => client.connect(1)));
    const answer = await sendRaw(front.url, { path: '/healthz' });
    expect(answer).toMatchObject({ status: 429, body: { error_code: 10005, error_msg: '请求过于频繁' } });
    expect(answer.headers).toMatchObject({ ...SECURE_HEADERS, 'retry-after': '5' });
    sockets[0]?.close();
    await expect.poll(async () => (await fetch(`${front.url}/healthz`)).status).toBe(200);
    client.close();
    await expect.poll(async () => (await client.as(1).send(2, 'room again')).datas).toBeTypeOf('number');
  });

  it('says who calls: not what they claim', async () => {
    await login(client, 'nobody', 'wrong-one-of-nobody', { 'x-forwarded-for': '203.0.113.9' });
    const key = { 'x-api-key': cluster.client.apiKey };
    const log = datasOf(
      await client.get<{ entries: { address: string }[] }>('cms/getAuditLog', { action: 'login' }, key),
    );
    expect(log.entries[0]?.address).toBe('127.0.0.1');
  });

  it('closes a head that does not come to its end', { timeout: 30_000 }, async () => {
    const { hostname, port } = new URL(front.url);
    const connection = connect(Number(port), hostname);
    connection.write('GET /healthz HTTP/1.1\r\nHost: chat\r\n');
    connection.resume();
    const since = performance.now();
    // It is reset.
    connection.on('error', () => undefined);
    await new Promise((resolve) => connection.once('close', resolve));
    expect(performance.now() - since).toBeGreaterThan(HEAD_MS / 2);
    expect(performance.now() - since).toBeLessThan(HEAD_MS + 4_000);
  });
});
