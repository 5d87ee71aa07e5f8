import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatNodes, startTwoNodes, waitForLink } from '../support/chat/chat-nodes.js';
import { Delays } from '../support/rounds/delays.js';
import { MembershipRounds, type RoundsReport } from '../support/rounds/membership-rounds.js';
import { Random } from '../support/rounds/random.js';

/** Of each kind; 1,000 at full size. */
const ROUNDS = Number(process.env.TEST_ROUNDS ?? 100);
const SEED = Number(process.env.TEST_SEED ?? Random.freshSeed());
/** A machine that stands still for seconds loses links, and says so: noticed after five, and spread over ten. */
const HINT_WITHIN_MS = 16_000;
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown): void => void unhandled.push(reason);

/** On one node: test/e2e/sync-membership.e2e-spec.ts, over both stores. */
describe(
  `${ROUNDS} rounds of joining and leaving on two nodes (TEST_SEED=${SEED})`,
  { timeout: 60_000 + ROUNDS * 1_000 },
  () => {
    let chat: ChatNodes;

    beforeAll(() => process.on('unhandledRejection', onUnhandled));
    afterAll(() => process.off('unhandledRejection', onUnhandled));
    beforeEach(async () => {
      chat = await startTwoNodes();
    });
    afterEach(async () => {
      await chat.close();
      expect(unhandled).toEqual([]);
    });

    /** @param trouble what happens to Redis while the rounds go on; undone before everything is compared */
    const play = async (
      name: string,
      trouble: (rounds: MembershipRounds) => Promise<() => Promise<unknown>>,
      hintWithinMs = 0,
    ): Promise<RoundsReport> => {
      const random = new Random(SEED);
      const rounds = new MembershipRounds(chat.nodes, random);
      await rounds.begin();
      const delays = new Delays(random.fork());
      for (const [index, { app }] of chat.nodes.entries()) delays.inject(app, `node ${index}`);
      const undo = await trouble(rounds);
      await rounds.play(ROUNDS);
      await delays.end();
      await undo();
      const report = await rounds.end({ minAcked: ROUNDS, hintWithinMs });
      console.log(name, SEED, { ...report, verdict: report.verdict.counts, delays: delays.count });
      expect(delays.count).toBeGreaterThan(ROUNDS);
      return report;
    };

    it('show nobody what is not theirs, and push everybody what is', async () => {
      const report = await play('two nodes', async () => async () => undefined, HINT_WITHIN_MS);
      expect(report.duePushes).toBeGreaterThan(ROUNDS / 10);
      expect(report.missedPushes).toBe(0);
    });

    it('with Redis frozen show nobody what is not theirs, then nor when all that was held up comes', async () => {
      await play('two nodes, Redis frozen', async ({ history }) => {
        chat.redis.freeze();
        history.fault('Redis frozen');
        return async () => {
          chat.redis.thaw();
          await Promise.all(chat.nodes.map(waitForLink));
        };
      });
    });

    it('with Redis killed show nobody what is not theirs', async () => {
      await play('two nodes, no Redis', async ({ history }) => {
        await chat.redis.kill();
        history.fault('Redis killed');
        return async () => {
          await chat.redis.restart();
          await Promise.all(chat.nodes.map(waitForLink));
        };
      });
    });

    it('with Redis going and coming back show nobody what is not theirs', async () => {
      await play('two nodes, Redis on and off', async ({ history }) => {
        let isOn = true;
        const toggling = (async () => {
          while (isOn) {
            chat.redis.freeze();
            history.fault('Redis frozen');
            await new Promise((resolve) => setTimeout(resolve, 400));
            chat.redis.thaw();
            await new Promise((resolve) => setTimeout(resolve, 600));
            await chat.redis.kill();
            history.fault('Redis killed');
            await new Promise((resolve) => setTimeout(resolve, 400));
            await chat.redis.restart();
            await new Promise((resolve) => setTimeout(resolve, 1_500));
          }
        })();
        return async () => {
          isOn = false;
          await toggling;
          await Promise.all(chat.nodes.map(waitForLink));
        };
      });
    });
  },
);
