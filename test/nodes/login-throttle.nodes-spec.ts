import { Redis as Connection } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LoginThrottle } from '../../src/auth/operators/login-throttle.js';
import { login, OperatorClient, PASSWORD } from '../e2e/support/operators.js';
import { type ChatApp, startNode } from '../support/chat/chat-app.js';
import { type ChatNodes, startTwoNodes, waitForLink } from '../support/chat/chat-nodes.js';
import { datasOf } from '../support/chat/envelope.js';
import { startRedis } from '../support/stores/redis.js';
import { createTestDatabase } from '../support/stores/test-database.js';

const WRONG = 'not-the-password';
const ENV = { TRUST_PROXY: 'true' };
/** A guess that waited for Redis, beyond the quarter of a second that it may. */
const HANGING_MS = 1_000;

const from = (address: string) => ({ 'x-forwarded-for': address });
/** What becomes of a wrong guess: `w` where it was looked at, `-` where it came too often. */
const guess = async ({ client }: ChatApp, username: string, address: string): Promise<string> => {
  const { error_code } = await login(client, username, WRONG, from(address));
  return error_code === 10001 ? 'w' : error_code === 10005 ? '-' : `!${error_code}`;
};
/** Guesses one after the other, each at the next of these nodes. */
const guesses = async (
  nodes: readonly ChatApp[],
  count: number,
  one: (node: ChatApp, index: number) => Promise<string>,
) => {
  let said = '';
  for (let index = 0; index < count; index += 1) said += await one(nodes[index % nodes.length] as ChatApp, index);
  return said;
};
const refusalOf = ({ client }: ChatApp, username: string, address: string) =>
  login(client, username, PASSWORD, from(address)).then(({ error_code }) => error_code);

describe('Guessing passwords at two nodes', () => {
  let chat: ChatNodes;
  let a: ChatApp;
  let b: ChatApp;
  let redis: Connection;

  beforeAll(async () => {
    chat = await startTwoNodes(ENV);
    [a, b] = chat.nodes;
    redis = new Connection(chat.redis.url);
    for (const name of ['lin', 'wang', 'zhao', 'chen', 'zhou', 'wu', 'qian', 'sun'])
      await OperatorClient.create(a.client, name, 'operator');
  });
  afterEach(async () => {
    // Also after a failure.
    chat.redis.thaw();
    await Promise.all(chat.nodes.map(waitForLink));
  });
  afterAll(async () => {
    redis.disconnect();
    await chat.close();
  });

  const countOf = async (key: string): Promise<number> => {
    const [found] = await redis.keys(`*:limit:login-${key}`);
    return found === undefined ? 0 : Number(await redis.get(found));
  };

  it('of one account from one address ends after five in all, on both, the right one included', async () => {
    expect(await guesses([a, b], 7, (node) => guess(node, 'lin', '203.0.113.50'))).toBe('wwwww--');
    for (const node of [a, b]) expect(await refusalOf(node, 'lin', '203.0.113.50')).toBe(10005);
    datasOf(await login(b.client, 'wang', PASSWORD, from('203.0.113.50')));
    // What was refused is not counted.
    expect(await countOf('pair:203.0.113.50 lin')).toBe(5);
    expect(await countOf('account:lin')).toBe(5);
  });

  it('of one account ends after thirty in all, on both, but for whom the node knows', async () => {
    const home = '198.51.100.200';
    datasOf(await login(a.client, 'sun', PASSWORD, from(home)));
    const said = await guesses([a, b], 32, (node, index) => guess(node, 'sun', `203.0.113.${index}`));
    expect(said).toBe(`${'w'.repeat(30)}--`);
    for (const node of [a, b]) expect(await refusalOf(node, 'sun', '198.51.100.201')).toBe(10005);
    datasOf(await login(a.client, 'sun', PASSWORD, from(home)));
    // It knows whom it let in itself.
    expect(await refusalOf(b, 'sun', home)).toBe(10005);
    expect(await countOf('account:sun')).toBe(30);
  }, 60_000);

  it.each([
    ['one address', () => '203.0.113.100', '203.0.113.101'],
    ['one IPv6 network', (index: number) => `2001:db8:1:2::${index + 1}`, '2001:db8:1:3::1'],
  ])('from %s ends after twenty in all, on both', async (what, addressOf, other) => {
    const one = (node: ChatApp, index: number) => guess(node, `nobody-${what.length}-${index}`, addressOf(index));
    expect(await guesses([a, b], 22, one)).toBe(`${'w'.repeat(20)}--`);
    for (const node of [a, b]) expect(await refusalOf(node, 'wang', addressOf(0))).toBe(10005);
    datasOf(await login(a.client, 'wang', PASSWORD, from(other)));
    expect(await countOf('account:wang')).toBe(0);
  });

  it('counts none that is right, through whichever', async () => {
    for (let index = 0; index < 24; index += 1)
      datasOf(await login((index % 2 === 0 ? a : b).client, 'zhao', PASSWORD, from('203.0.113.110')));
    expect(await guesses([a, b], 6, (node) => guess(node, 'zhao', '203.0.113.110'))).toBe('wwwww-');
  });

  it('all at once is no way around', async () => {
    const looked: string[] = [];
    const slow = async (): Promise<boolean> => {
      looked.push('x');
      await new Promise((resolve) => setTimeout(resolve, 100));
      return false;
    };
    const throttles = [a, b].map(({ app }) => app.get(LoginThrottle));
    const tries = throttles.flatMap((throttle) =>
      Array.from({ length: 50 }, (_, index) => throttle.guess('many', `198.51.100.${index}`, slow)),
    );
    await Promise.allSettled(tries);
    expect(looked).toHaveLength(30);
    expect(await countOf('account:many')).toBe(30);
  });

  it('is counted under the installation’s number, for a minute', async () => {
    await guess(a, 'somebody', '203.0.113.120');
    const keys = await redis.keys('*limit*');
    expect(new Set(keys.map((key) => key.split(':')[0])).size).toBe(1);
    for (const key of keys) {
      expect(key).toMatch(/^[0-9a-z]{1,11}:limit:login-(account|address|pair):/);
      const ttl = await redis.pttl(key);
      expect(ttl === -2 || (ttl > 0 && ttl <= 60_000)).toBe(true);
    }
    const other = await startNode(await createTestDatabase(), { ...ENV, REDIS_URL: chat.redis.url });
    try {
      await waitForLink(other);
      const one = (node: ChatApp) => guess(node, 'shared', '203.0.113.121');
      expect([await guesses([a], 6, one), await guesses([other], 6, one)]).toEqual(['wwwww-', 'wwwww-']);
    } finally {
      await other.close();
    }
  });

  describe('while Redis is frozen', () => {
    it('each goes on with what it counted itself, and none hangs', async () => {
      expect(await guesses([a, b], 4, (node) => guess(node, 'chen', '203.0.113.130'))).toBe('wwww');
      chat.redis.freeze();
      const times: number[] = [];
      const timed = async (node: ChatApp): Promise<string> => {
        const since = performance.now();
        const said = await guess(node, 'chen', '203.0.113.130');
        times.push(performance.now() - since);
        return said;
      };
      for (const node of [a, b]) {
        expect(await guesses([node], 4, timed)).toBe('www-');
        datasOf(await login(node.client, 'zhou', PASSWORD, from('203.0.113.131')));
      }
      console.log(`Redis frozen: guesses took ${times.map(Math.round).join(', ')} ms`);
      expect(Math.max(...times)).toBeLessThan(HANGING_MS);
    });

    it('many at once are no way around, nor do they hang', async () => {
      chat.redis.freeze();
      const since = performance.now();
      const judged = await Promise.all(Array.from({ length: 30 }, () => guess(a, 'wu', '203.0.113.140')));
      expect(performance.now() - since).toBeLessThan(2 * HANGING_MS);
      expect(judged.filter((said) => said === 'w').length).toBeLessThanOrEqual(5);
      expect(judged.filter((said) => said !== 'w' && said !== '-')).toEqual([]);
    });

    it('they count together again once it is back', async () => {
      chat.redis.freeze();
      await guess(a, 'anybody', '203.0.113.180');
      chat.redis.thaw();
      await counting(redis, [a, b]);
      expect(await guesses([a, b], 6, (node) => guess(node, 'qian', '203.0.113.181'))).toBe('wwwww-');
    });
  });
});

describe('Guessing passwords at two nodes whose Redis is absent at boot', () => {
  it('each counts alone, then both together from when it is there, and alone again where it is killed', async () => {
    const server = await startRedis();
    await server.kill();
    const database = await createTestDatabase();
    const env = { ...ENV, REDIS_URL: server.url };
    const a = await startNode({ ...database, drop: () => Promise.resolve() }, env);
    const b = await startNode(database, env);
    const redis = new Connection(server.url, { lazyConnect: true });
    // It is killed.
    redis.on('error', () => undefined);
    try {
      const at = (username: string) => (node: ChatApp) => guess(node, username, '203.0.113.7');
      for (const node of [a, b]) expect(await guesses([node], 6, at('lin'))).toBe('wwwww-');
      await server.restart();
      await redis.connect();
      await counting(redis, [a, b]);
      expect(await guesses([a, b], 6, at('wang'))).toBe('wwwww-');
      await server.kill();
      for (const node of [a, b]) expect(await guesses([node], 6, at('zhao'))).toBe('wwwww-');
    } finally {
      redis.disconnect();
      await Promise.all([a.close(), b.close()]);
      await server.stop();
    }
  }, 60_000);
});

/** Waits until all of these count in Redis again. */
async function counting(redis: Connection, nodes: readonly ChatApp[]): Promise<void> {
  for (const [index, node] of nodes.entries()) {
    let attempt = 0;
    const arrives = async (): Promise<number> => {
      const name = `counting-${Date.now()}-${index}`;
      await guess(node, name, `192.0.2.${(attempt += 1)}`);
      return (await redis.keys(`*login-account:${name}`)).length;
    };
    await expect.poll(arrives, { timeout: 10_000 }).toBe(1);
  }
}
