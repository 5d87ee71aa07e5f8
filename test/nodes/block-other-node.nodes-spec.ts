import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { block, blockedBy, hasBlocked, unblock } from '../e2e/support/blacklist.js';
import { type ChatNodes, startTwoNodes, waitForLink } from '../support/chat/chat-nodes.js';
import type { ChatClient } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { AFTERWARDS, BlockRound, type Flight } from '../support/rounds/block-round.js';
import { Random } from '../support/rounds/random.js';

const ROUNDS = 4;
const SEED = Number(process.env.TEST_SEED ?? Random.freshSeed());

/** On one node: test/integration/block-race.int-spec.ts, over both stores. */
describe(`A block on one node, and sends on another (TEST_SEED=${SEED})`, () => {
  const random = new Random(SEED);
  let chat: ChatNodes;
  let a: ChatClient;
  let b: ChatClient;
  let fresh = 0;

  beforeAll(async () => {
    chat = await startTwoNodes();
    [a, b] = [chat.nodes[0].client, chat.nodes[1].client];
  });
  afterAll(() => chat.close());

  const newPair = async (): Promise<[number, number]> => {
    const pair: [number, number] = [(fresh += 1), (fresh += 1)];
    await a.importUsers(...pair);
    return random.chance(0.5) ? pair : [pair[1], pair[0]];
  };

  const flights: [string, Flight, () => [ChatClient, ...ChatClient[]]][] = [
    ['at once, through the other node', 'at once', () => [b]],
    ['at once, through both', 'at once', () => [a, b]],
    ['in lines, through the other node', 'in lines', () => [b]],
    ['in lines, through both', 'in lines', () => [b, a]],
  ];

  it.each(flights)('block against 150 sends in flight, %s', { timeout: 60_000 }, async (_name, flight, doors) => {
    let refused = 0;
    for (let i = 0; i < ROUNDS; i += 1) {
      const [sender, blocker] = await newPair();
      const round = new BlockRound({ sender, doors: doors(), blocker, blocksAt: a });
      await round.begin();
      // Every other time the two have no conversation yet.
      await round.block(flight, i % 2 === 0 ? 0 : 1 + random.below(60));
      refused += round.refused;
      await round.unblock();
      round.end();
    }
    // The block did come in the middle.
    expect(refused).toBeGreaterThan(ROUNDS * AFTERWARDS);
  });

  it('blocked and let go on one node, again and again, under sends through both', { timeout: 60_000 }, async () => {
    const [sender, blocker] = await newPair();
    const round = new BlockRound({ sender, doors: [a, b], blocker, blocksAt: a });
    await round.begin();
    await round.toggle(40);
    round.end();
  });

  it('hold at once, and end at once, even without Redis', async () => {
    const [sender, blocker] = await newPair();
    datasOf(await b.as(sender).send(blocker, 'the other node knows the two'));
    await chat.redis.kill();
    for (let i = 0; i < 20; i += 1) {
      datasOf(await block(a.as(blocker), sender));
      expect(await b.as(sender).send(blocker, 'x')).toMatchObject({ status: 403, error_code: 20003 });
      expect(await hasBlocked(b.as(blocker), sender)).toBe(1);
      expect(await blockedBy(b.as(blocker))).toEqual([sender]);
      datasOf(await unblock(a.as(blocker), sender));
      datasOf(await b.as(sender).send(blocker, 'x'));
      expect(await hasBlocked(b.as(blocker), sender)).toBe(0);
    }
    await chat.redis.restart();
    await Promise.all(chat.nodes.map(waitForLink));
  });

  it('told to both nodes at once leave one row or none, the same to both', async () => {
    const [sender, blocker] = await newPair();
    for (let i = 0; i < 5; i += 1) {
      const changes = Array.from({ length: 32 }, (_, k) =>
        (k % 4 < 2 ? block : unblock)((k % 2 === 0 ? a : b).as(blocker), sender),
      );
      expect(await Promise.all(changes)).toEqual(Array(32).fill({ status: 200, datas: 1 }));
      const [onA, onB] = [await hasBlocked(a.as(blocker), sender), await hasBlocked(b.as(blocker), sender)];
      expect(onA).toBe(onB);
      expect(await blockedBy(b.as(blocker))).toHaveLength(onB === 1 ? 1 : 0);
    }
  });
});
