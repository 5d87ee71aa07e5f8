import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HandshakeQueue } from './handshake-queue.js';

/** How many have their turn at a time. */
const AT_ONCE = 4;
/** From when on the first in line has waited for long. */
const LONG_MS = 1_500;

/** Lets whatever can go on do so. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('HandshakeQueue', () => {
  // Time stands still but where a test lets it pass.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  });
  afterEach(() => vi.useRealTimers());

  it('is long where the first in line has waited for long, whoever waits behind', async () => {
    const queue = new HandshakeQueue();
    const ends: (() => void)[] = [];
    const come = (): Promise<void> => queue.run(() => new Promise((end) => ends.push(end)));
    const all = Array.from({ length: AT_ONCE + 1 }, come);
    await turn();
    vi.advanceTimersByTime(LONG_MS - 1);
    expect([queue.waiting, queue.isLong]).toEqual([1, false]);
    vi.advanceTimersByTime(1);
    expect(queue.isLong).toBe(true);
    all.push(come());
    expect([queue.waiting, queue.isLong]).toEqual([2, true]);
    // One is done, and the first in line has its turn: who is first now has just come.
    ends.shift()?.();
    await turn();
    expect([queue.waiting, queue.isLong]).toEqual([1, false]);
    ends.shift()?.();
    await turn();
    expect([queue.waiting, queue.isLong]).toEqual([0, false]);
    for (const end of ends) end();
    await Promise.all(all);
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
