import { describe, expect, it } from 'vitest';
import { AttemptWindow } from './attempt-window.js';

describe('AttemptWindow', () => {
  let now = 1_000_000;
  const make = (limit: number, keys = 10): AttemptWindow => new AttemptWindow(limit, 60_000, keys, () => now);

  it('lets in so many a window, which opens with the first', () => {
    const window = make(2);
    window.add('a');
    now += 40_000;
    expect(window.secondsToWait('a')).toBe(0);
    window.add('a');
    expect(window.secondsToWait('a')).toBe(20);
    expect(window.secondsToWait('b')).toBe(0);
    now += 19_999;
    expect(window.secondsToWait('a')).toBe(1);
    now += 1;
    expect(window.secondsToWait('a')).toBe(0);
    window.add('a');
    expect(window.secondsToWait('a')).toBe(0);
  });

  it('takes an attempt back, and never below none', () => {
    const window = make(1);
    window.remove('a');
    window.add('a');
    window.remove('a');
    window.remove('a');
    expect(window.secondsToWait('a')).toBe(0);
    window.add('a');
    expect(window.secondsToWait('a')).toBeGreaterThan(0);
  });

  it('forgets the key used longest ago where there are too many', () => {
    const window = make(1, 2);
    for (const key of ['a', 'b', 'c']) window.add(key);
    expect(['a', 'b', 'c'].map((key) => window.secondsToWait(key) > 0)).toEqual([false, true, true]);
  });
});
