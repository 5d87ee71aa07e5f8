import { expect, it } from 'vitest';
import { startChat } from '../support/chat/chat-app.js';
import { Delays } from '../support/rounds/delays.js';
import { MembershipRounds } from '../support/rounds/membership-rounds.js';
import { Random } from '../support/rounds/random.js';

/** 1,000 at full size. */
const ROUNDS = Number(process.env.TEST_ROUNDS ?? 100);
const SEED = Number(process.env.TEST_SEED ?? Random.freshSeed());

it(
  `${ROUNDS} rounds of joining and leaving on one node show nobody what is not theirs, and everybody what is (TEST_SEED=${SEED})`,
  { timeout: 60_000 + ROUNDS * 500 },
  async () => {
    const random = new Random(SEED);
    const chat = await startChat();
    try {
      const rounds = new MembershipRounds([chat], random);
      await rounds.begin();
      const delays = new Delays(random.fork());
      delays.inject(chat.app, 'A');
      await rounds.play(ROUNDS);
      await delays.end();
      const report = await rounds.end({ minAcked: ROUNDS });
      console.log('one node', SEED, { ...report, verdict: report.verdict.counts, delays: delays.count });
      expect(delays.count).toBeGreaterThan(ROUNDS);
      expect(report.duePushes).toBeGreaterThan(ROUNDS / 4);
      expect(report.missedPushes).toBe(0);
    } finally {
      await chat.close();
    }
  },
);
