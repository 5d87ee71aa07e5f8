import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Attempt, AwaitedLimit } from './awaited-limit.js';

describe('AwaitedLimit of a node that is alone', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const make = (points: number): AwaitedLimit => new AwaitedLimit('test', points, 60, undefined);
  const waits = async (limit: AwaitedLimit, key = 'a'): Promise<number> => (await limit.begin(key)).secondsToWait;

  it('lets in so many a window, which opens with the first', async () => {
    const limit = make(2);
    expect(await waits(limit)).toBe(0);
    vi.advanceTimersByTime(40_000);
    expect(await waits(limit)).toBe(0);
    expect(await waits(limit)).toBe(20);
    expect(await waits(limit, 'b')).toBe(0);
    vi.advanceTimersByTime(19_999);
    expect(await waits(limit)).toBe(1);
    vi.advanceTimersByTime(1);
    expect([await waits(limit), await waits(limit), await waits(limit)]).toEqual([0, 0, 60]);
  });

  it('does not count what it refuses, nor what is taken back', async () => {
    const limit = make(1);
    const attempt = await limit.begin('a');
    for (let index = 0; index < 5; index += 1) expect(await waits(limit)).toBe(60);
    attempt.takeBack();
    expect([await waits(limit), await waits(limit)]).toEqual([0, 60]);
  });

  it('takes nothing back once the window is over: another one may have begun', async () => {
    const limit = make(1);
    const attempts: Attempt[] = [await limit.begin('a')];
    vi.advanceTimersByTime(60_000);
    attempts.push(await limit.begin('a'));
    attempts[0]?.takeBack();
    expect(await waits(limit)).toBe(60);
    vi.advanceTimersByTime(60_000);
    for (const attempt of attempts) attempt.takeBack();
    expect([await waits(limit), await waits(limit)]).toEqual([0, 60]);
  });

  it('forgets the keys used longest ago where there are too many', async () => {
    const limit = make(1);
    await limit.begin('first');
    for (let index = 0; index < 10_000; index += 1) await limit.begin(`other-${index}`);
    expect([await waits(limit, 'first'), await waits(limit, 'other-9999')]).toEqual([0, 60]);
  });
});
