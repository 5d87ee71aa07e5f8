import { Redis as Connection } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { AwaitedLimit } from '../../src/limits/awaited-limit.js';
import { LimitsRedis } from '../../src/limits/limits-redis.js';
import { type Redis, startRedis } from '../support/stores/redis.js';

const WINDOW_MS = 1_000;

describe('One limit of two nodes', () => {
  let server: Redis;
  let redis: Connection;
  let nodes: LimitsRedis[];

  beforeAll(async () => {
    server = await startRedis();
    redis = new Connection(server.url);
    nodes = [1, 2].map(() => new LimitsRedis(server.url, 'i', 'awaited'));
    while (!nodes.every(({ isUp }) => isUp)) await pause(10);
  });
  afterAll(async () => {
    for (const node of nodes) node.close();
    redis.disconnect();
    await server.stop();
  });

  const make = (name: string, points: number): AwaitedLimit[] =>
    nodes.map((node) => new AwaitedLimit(name, points, WINDOW_MS / 1000, node));
  const waits = async (limit: AwaitedLimit | undefined): Promise<number | undefined> =>
    (await limit?.begin('k'))?.secondsToWait;
  /** Until the window that is open is over. */
  const over = async (name: string): Promise<void> => {
    while ((await redis.exists(`i:limit:${name}:k`)) === 1) await pause(10);
  };

  it('has one window, which opens with the first through either and lets in again when it is over', async () => {
    const [a, b] = make('window', 3);
    expect([await waits(a), await waits(b), await waits(a)]).toEqual([0, 0, 0]);
    expect([await waits(b), await waits(a)]).toEqual([1, 1]);
    await over('window');
    expect([await waits(b), await waits(b), await waits(a), await waits(b)]).toEqual([0, 0, 0, 1]);
  });

  it('counts neither what it refuses nor what is taken back, in Redis too', async () => {
    const [a, b] = make('taken-back', 2);
    const attempts = await Promise.all([a?.begin('k'), b?.begin('k')]);
    for (let index = 0; index < 10; index += 1) expect(await waits(index % 2 === 0 ? a : b)).toBe(1);
    expect(await redis.get('i:limit:taken-back:k')).toBe('2');
    attempts[0]?.takeBack();
    await expect.poll(() => redis.get('i:limit:taken-back:k')).toBe('1');
    expect([await waits(b), await waits(a)]).toEqual([0, 1]);
  });

  it('takes nothing back once the window is over, and never below none', async () => {
    const [a, b] = make('late', 1);
    const attempt = await a?.begin('k');
    await over('late');
    attempt?.takeBack();
    // What is asked over the same connection comes after it.
    expect(await nodes[0]?.limiter('late', 1, 1).reward('k')).toMatchObject({ consumedPoints: 0 });
    expect(await redis.exists('i:limit:late:k')).toBe(0);
    expect([await waits(b), await waits(a)]).toEqual([0, 1]);
  });
});
