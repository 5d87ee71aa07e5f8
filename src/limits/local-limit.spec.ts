import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LocalLimit } from './local-limit.js';

describe('LocalLimit of a node that is alone', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const make = (points: number): LocalLimit => new LocalLimit(points, 60_000);

  it('lets in so many a window, which opens with the first', () => {
    const limit = make(2);
    expect(limit.count('a')).toBe(0);
    vi.advanceTimersByTime(40_000);
    expect([limit.count('a'), limit.count('a'), limit.count('b')]).toEqual([0, 20, 0]);
    vi.advanceTimersByTime(19_999);
    expect(limit.count('a')).toBe(1);
    vi.advanceTimersByTime(1);
    expect([limit.count('a'), limit.count('a'), limit.count('a')]).toEqual([0, 0, 60]);
  });

  it('opens no window with what is refused, nor with what is only asked', () => {
    const limit = make(1);
    limit.count('a');
    vi.advanceTimersByTime(59_000);
    expect([limit.count('a'), limit.secondsToWait('a'), limit.secondsToWait('b')]).toEqual([1, 1, 0]);
    vi.advanceTimersByTime(1_000);
    expect([limit.secondsToWait('a'), limit.secondsToWait('a'), limit.count('a')]).toEqual([0, 0, 0]);
    expect(limit.secondsToWait('a')).toBe(60);
  });

  it('goes by no clock that can be set', () => {
    const limit = make(1);
    limit.count('a');
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(limit.count('a')).toBe(60);
    vi.setSystemTime(0);
    expect(limit.count('a')).toBe(60);
    vi.advanceTimersByTime(60_000);
    expect(limit.count('a')).toBe(0);
  });

  it('forgets the keys used longest ago where there are too many', () => {
    const limit = make(1);
    limit.count('first');
    for (let index = 0; index < 50_000; index += 1) limit.count(`other-${index}`);
    expect([limit.count('first'), limit.count('other-49999')]).toEqual([0, 60]);
  });
});
