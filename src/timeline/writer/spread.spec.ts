import { describe, expect, it } from 'vitest';
import { betweenUsers, type ConversationTarget, inGroup, keyOf, withService } from '../conversation-target.js';
import { spreadOf } from './spread.js';

const LANES = 4;
const COUNT = 256;

/** How many of the conversations come into each lane. */
function perLane(target: (n: number) => ConversationTarget): number[] {
  const lanes = Array.from({ length: LANES }, () => 0);
  for (let n = 1; n <= COUNT; n += 1) {
    const lane = spreadOf(keyOf(target(n))) % LANES;
    lanes[lane] = (lanes[lane] ?? 0) + 1;
  }
  return lanes;
}

describe('the spread of conversations over the lanes', () => {
  it.each<[string, (n: number) => ConversationTarget]>([
    ['users n and n + 1,000,000', (n) => betweenUsers(n, 1_000_000 + n)],
    ['users n and n + 1', (n) => betweenUsers(n, n + 1)],
    ['one user and user n', (n) => betweenUsers(7, 100 + n)],
    ['even users and odd ones', (n) => betweenUsers(2 * n, 2 * n + 1001)],
    ['groups n', (n) => inGroup(1, n)],
    ['users n and an official account', (n) => withService(9, n)],
  ])('leaves no lane empty, and none with more than half as much again: %s', (_of, target) => {
    const lanes = perLane(target);
    expect(lanes.reduce((sum, count) => sum + count, 0)).toBe(COUNT);
    expect(Math.max(...lanes)).toBeLessThan((COUNT / LANES) * 1.5);
    expect(Math.min(...lanes)).toBeGreaterThan((COUNT / LANES) * 0.5);
  });
});
