import { describe, expect, it, onTestFinished } from 'vitest';
import { HandshakeQueue } from './handshake-queue.js';

/** One more than have their turn at a time. */
const ONE_WAITS = 5;

describe('HandshakeQueue', () => {
  it('is long where the first in line has waited for long, and no longer once the line moves on', async () => {
    const queue = new HandshakeQueue();
    const ends: (() => void)[] = [];
    const all = Array.from({ length: ONE_WAITS }, () => queue.run(() => new Promise<void>((end) => ends.push(end))));
    onTestFinished(async () => {
      await Promise.all(all);
    });
    expect([queue.waiting, queue.isLong]).toEqual([1, false]);
    await expect.poll(() => queue.isLong, { timeout: 2_400 }).toBe(true);
    for (const end of ends.splice(0)) end();
    await expect.poll(() => ends.length).toBe(1);
    expect([queue.waiting, queue.isLong]).toEqual([0, false]);
    ends[0]?.();
  });

  it('has those who are sent away come again one after the other, all within half a minute', () => {
    const queue = new HandshakeQueue();
    const seconds = Array.from({ length: 20_000 }, () => queue.refusal()).map(({ code, retryAfter = 0 }) => {
      expect(code).toBe(10007);
      return retryAfter;
    });
    expect(seconds[0]).toBe(2);
    const firstRound = seconds.slice(0, 10_000);
    expect(firstRound).toEqual([...firstRound].sort((a, b) => a - b));
    expect(Math.max(...seconds)).toBe(30);
    // Twenty thousand in thirty seconds: some of them in a second round.
    const perSecond = new Map<number, number>();
    for (const second of seconds) perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(1_050);
  });
});
