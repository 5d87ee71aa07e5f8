import { Logger } from '@nestjs/common';
import { Redis as Connection } from 'ioredis';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { Limits } from '../../src/limits/limits.js';
import type { LocalLimit } from '../../src/limits/local-limit.js';
import { type Redis, startRedis } from '../support/stores/redis.js';

/** Longer than any test that does not wait for its end. */
const LONG_S = 60;

describe('One limit that two nodes decide by themselves', () => {
  let server: Redis;
  let redis: Connection;
  let nodes: Limits[];
  /** Each test has a limit of its own. */
  let name: string;
  let tests = 0;

  beforeAll(async () => {
    // That Redis is out of reach, for each command.
    Logger.overrideLogger(['error', 'warn']);
    server = await startRedis();
    redis = new Connection(server.url);
    // It is killed.
    redis.on('error', () => undefined);
    nodes = [1, 2].map(() => new Limits(server.url, 'i'));
    await together();
  });
  beforeEach(() => {
    name = `test-${(tests += 1)}`;
  });
  afterEach(async () => {
    server.thaw();
    await together();
  });
  afterAll(async () => {
    for (const node of nodes) node.onApplicationShutdown();
    redis.disconnect();
    await server.stop();
  });

  type Pair = readonly [LocalLimit, LocalLimit];
  const make = (points: number, seconds = LONG_S): Pair =>
    nodes.map((node) => node.local(name, points, seconds)) as unknown as Pair;
  const told = async (key = 'k'): Promise<number> => Number(await redis.get(`i:limit:${name}:${key}`));
  /** Waits until both refuse, without counting. */
  const refuseBoth = (limits: Pair, key = 'k') =>
    expect.poll(() => limits.map((limit) => limit.secondsToWait(key) > 0)).toEqual([true, true]);

  /** Waits until what each counts is heard by the other. */
  async function together(): Promise<void> {
    const limits = nodes.map((node) => node.local('together', 1, LONG_S));
    for (const index of [0, 1]) {
      const heard = async (): Promise<boolean> => {
        const key = `${Date.now()}-${index}`;
        limits[index]?.count(key);
        await pause(50);
        return (limits[1 - index]?.secondsToWait(key) ?? 0) > 0;
      };
      // In hooks there is no expect.poll; they end after a minute.
      while (!(await heard()));
    }
  }

  it('lets in as many as it says, spread over both, and then none at either', async () => {
    const limits = make(10);
    for (let index = 0; index < 10; index += 1) {
      expect(limits[index % 2]?.count('k')).toBe(0);
      await expect.poll(() => told()).toBe(index + 1);
    }
    await refuseBoth(limits);
    for (const limit of limits) expect(limit.count('k')).toBeGreaterThan(LONG_S - 10);
    // What was refused is not counted, and others are let in.
    expect(await told()).toBe(10);
    for (const limit of limits) expect(limit.count('other')).toBe(0);
  });

  it('is used up at the one as soon as it is at the other', async () => {
    const limits = make(5);
    for (let index = 0; index < 5; index += 1) expect(limits[0].count('k')).toBe(0);
    await refuseBoth(limits);
    expect(limits[1].count('k')).toBeGreaterThan(0);
  });

  it('has one window, which ends at both and opens with the first through either', async () => {
    const limits = make(2, 1);
    expect(limits[0].count('k')).toBe(0);
    await expect.poll(() => told()).toBe(1);
    await pause(300);
    expect(limits[1].count('k')).toBe(0);
    await refuseBoth(limits);
    await expect.poll(() => limits.map((limit) => limit.secondsToWait('k'))).toEqual([0, 0]);
    // A second after the first, not after that of the other.
    expect(await told()).toBe(0);
    expect(limits[1].count('k')).toBe(0);
    await expect.poll(() => told()).toBe(1);
  });

  it('costs Redis few commands, however many are counted at a time', async () => {
    const limits = make(10_000);
    await redis.config('RESETSTAT');
    for (let index = 0; index < 10_000; index += 1) limits[0].count('k');
    await expect.poll(() => told()).toBe(10_000);
    const calls = /cmdstat_evalsha:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1];
    expect(Number(calls)).toBeLessThanOrEqual(3);
  });

  it('costs Redis nothing before a fiftieth of what is left has come together', async () => {
    const limits = make(600);
    await redis.config('RESETSTAT');
    for (let index = 0; index < 11; index += 1) limits[0].count('k');
    await pause(100);
    expect(await told()).toBe(0);
    limits[0].count('k');
    await expect.poll(() => told()).toBe(12);
    // From here on each one.
    for (let index = 12; index < 552; index += 1) limits[0].count('k');
    await expect.poll(() => told()).toBe(552);
    for (let index = 552; index < 600; index += 1) {
      limits[0].count('k');
      await expect.poll(() => told()).toBe(index + 1);
    }
    await refuseBoth(limits);
  });

  it('is unmoved by what no node has written', async () => {
    const limits = make(1);
    const odd = ['', 'null', '{}', '[]', '["no-such-limit",1000,"k"]', `["${name}",-1,"k"]`, `["${name}","9","k"]`];
    for (const text of odd) await redis.spublish('i:limits', text);
    await redis.spublish('i:limits', JSON.stringify([name, 1000, 'other']));
    await expect.poll(() => limits.map((limit) => limit.secondsToWait('other'))).toEqual([1, 1]);
    expect(limits.map((limit) => limit.secondsToWait('k'))).toEqual([0, 0]);
  });

  it('is each one’s own while Redis is frozen, and nothing waits', async () => {
    const limits = make(20);
    limits[0].count('k');
    await expect.poll(() => told()).toBe(1);
    server.freeze();
    for (const [index, limit] of limits.entries()) {
      // Over the time in which a connection is given up.
      let letIn = 0;
      for (let round = 0; round < 30; round += 1) {
        if (limit.count('k') === 0) letIn += 1;
        await pause(50);
      }
      expect(letIn).toBe(index === 0 ? 19 : 20);
    }
    for (const limit of limits) expect(limit.secondsToWait('k')).toBeGreaterThan(0);
  });

  it('is one again when Redis is back, with what was counted meanwhile', async () => {
    const limits = make(10);
    await server.kill();
    await expect.poll(() => redis.status).not.toBe('ready');
    await pause(100);
    for (let index = 0; index < 4; index += 1) for (const limit of limits) expect(limit.count('k')).toBe(0);
    await server.restart();
    await together();
    expect(limits.map((limit) => limit.secondsToWait('k'))).toEqual([0, 0]);
    // Each tells what it has with its next one.
    for (const limit of limits) expect(limit.count('k')).toBe(0);
    await expect.poll(() => told()).toBe(10);
    await refuseBoth(limits);
  });

  it('takes no more memory for more keys than it keeps, while Redis is frozen', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = (): number => {
      collect();
      return process.memoryUsage().heapUsed / 1024 / 1024;
    };
    const [limit] = make(1);
    server.freeze();
    const fill = async (from: number): Promise<void> => {
      for (let index = 0; index < 100_000; index += 1) {
        limit.count(`u${from + index}`);
        if (index % 10_000 === 0) await pause(1);
      }
    };
    await fill(0);
    const before = used();
    for (let from = 100_000; from < 300_000; from += 100_000) await fill(from);
    const after = used();
    console.log(`Heap after 100,000 keys ${before.toFixed(1)} MB, after 300,000 ${after.toFixed(1)} MB`);
    expect(after - before).toBeLessThan(20);
  });
});
