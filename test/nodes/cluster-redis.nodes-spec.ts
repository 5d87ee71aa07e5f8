import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { textMessage } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';
import { readiness, startCluster, type TestCluster, unexpectedIn, waitForLinks } from '../support/cluster.js';

/** How long Redis is away; TEST_REDIS_AWAY_S=30 for the full size. */
const AWAY_MS = Number(process.env.TEST_REDIS_AWAY_S ?? 5) * 1000;
const LOCAL_PUSH_MS = 500;
/** Below the shortest time limit towards Redis, of a second: what waited for Redis took longer. */
const ANY_PUSH_MS = 900;
const CROSS_AGAIN_MS = 5000;
/** Ready without the others. */
const ALONE = { code: 200, status: 'ready', database: 'up', redis: 'down' };

interface Measured {
  /** Of a send, from its event to its acknowledgement. */
  readonly answer: number;
  /** To the push at another user of the same node. */
  readonly push: number;
}

describe('Two nodes whose Redis', () => {
  let cluster: TestCluster;
  /** 1 sends from node A; 2 listens there, and on node B. */
  let sender: UserSocket;
  let near: UserSocket;
  let far: UserSocket;

  beforeAll(async () => {
    cluster = await startCluster();
    await cluster.client.importUsers(1, 2);
  });
  beforeEach(async () => {
    await waitForLinks(cluster.nodes);
    await connect();
    await crossing();
  });
  afterEach(async () => {
    for (const { client } of cluster.nodes) client.close();
    // Also after a failure.
    cluster.redis.thaw();
    if (!cluster.redis.isRunning) await cluster.redis.start();
  });
  afterAll(() => cluster.stop());

  async function connect(): Promise<void> {
    const [a, b] = cluster.nodes;
    [sender, near, far] = await Promise.all([a.client.connect(1), a.client.connect(2), b.client.connect(2)]);
  }

  const send = async (text: string): Promise<number> =>
    datasOf(await sender.emit<number>('message:send', { to_uid: 2, message: textMessage(text) }));

  /** Sends that go on until told to end, and how long each took on its own node. */
  function sendMeanwhile(): () => Promise<Measured[]> {
    let going = true;
    const done = (async () => {
      const measured: Measured[] = [];
      while (going) {
        const since = performance.now();
        const pushed = new Promise<number>((resolve) =>
          near.socket.once('message', () => resolve(performance.now() - since)),
        );
        await send('meanwhile');
        measured.push({ answer: performance.now() - since, push: await pushed });
        await sleep(20);
      }
      return measured;
    })();
    return () => {
      going = false;
      return done;
    };
  }

  /** How long it takes until a message of node A reaches node B. */
  async function crossing(): Promise<number> {
    const since = performance.now();
    for (;;) {
      const id = await send('across?');
      await sleep(50);
      if (far.messages.some((push) => push.msg_id === id)) return performance.now() - since;
      if (performance.now() - since > 2 * CROSS_AGAIN_MS) throw new Error('Nothing crosses any more');
    }
  }

  function expectUnaffected(what: string, measured: readonly Measured[]): void {
    const slowest = (of: keyof Measured): number => Math.round(Math.max(...measured.map((each) => each[of])));
    const median = (of: keyof Measured): number =>
      Math.round(measured.map((each) => each[of]).sort((x, y) => x - y)[measured.length >> 1] ?? 0);
    const figures = (of: keyof Measured): string => `${of} median ${median(of)}, slowest ${slowest(of)} ms`;
    console.log(`${what}: ${measured.length} sends; ${figures('answer')}; ${figures('push')}`);
    expect(measured.length).toBeGreaterThan(AWAY_MS / 500);
    // One in fifty may meet a machine that was busy otherwise.
    const late = measured.filter(({ answer, push }) => Math.max(answer, push) >= LOCAL_PUSH_MS);
    expect(late.length).toBeLessThanOrEqual(measured.length / 50);
    expect(Math.max(slowest('push'), slowest('answer'))).toBeLessThan(ANY_PUSH_MS);
  }

  /** What has to hold while it is away, and once `bringBack` has it back. */
  async function expectGoingOnWithout(what: string, bringBack: () => void | Promise<void>): Promise<void> {
    const processes = cluster.nodes.map(({ pid }) => pid);
    const end = sendMeanwhile();
    await sleep(AWAY_MS);
    expectUnaffected(what, await end());
    const since = performance.now();
    const newcomer = await cluster.nodes[1].client.connect(1);
    expect(performance.now() - since).toBeLessThan(2000);
    // A frozen one is found out by its silence, after three seconds of it.
    await expect.poll(() => Promise.all(cluster.nodes.map(readiness)), { timeout: 5000 }).toEqual([ALONE, ALONE]);

    await bringBack();
    const back = await crossing();
    console.log(`${what}: pushes cross again after ${Math.round(back)} ms`);
    expect(back).toBeLessThan(CROSS_AGAIN_MS);
    // What was missed meanwhile is asked for, within ten seconds of the return.
    const hinted = [near, far, newcomer].map((socket) => () => socket.of('sync:hint').length);
    await expect.poll(() => hinted.map((count) => count() > 0), { timeout: 15_000 }).toEqual([true, true, true]);
    expect(cluster.nodes.flatMap(unexpectedIn)).toEqual([]);
    expect(cluster.nodes.map(({ pid, isRunning }) => isRunning && pid)).toEqual(processes);
  }

  it('is frozen go on alone, at once', { timeout: 60_000 + 2 * AWAY_MS }, async () => {
    cluster.redis.freeze();
    await expectGoingOnWithout('Redis frozen', () => cluster.redis.thaw());
  });

  it('is killed go on alone, and find the empty one', { timeout: 60_000 + 2 * AWAY_MS }, async () => {
    await cluster.redis.kill();
    await expectGoingOnWithout('Redis killed', () => cluster.redis.start());
  });

  it('is absent at boot start all the same', { timeout: 90_000 + 2 * AWAY_MS }, async () => {
    await Promise.all([...cluster.nodes, cluster.redis].map((service) => service.kill()));
    await Promise.all(cluster.nodes.map((node) => node.start()));
    await connect();
    await expectGoingOnWithout('Redis absent at boot', () => cluster.redis.start());
  });
});
