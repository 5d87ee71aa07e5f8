import { describe, expect, it } from 'vitest';
import { ServiceRate } from './service-rate.js';

function rateOf(initial: number): { rate: ServiceRate; serve(count: number, everyMs: number, waiting?: number): void } {
  let now = 1_000;
  const rate = new ServiceRate(initial, () => now);
  const serve = (count: number, everyMs: number, waiting = 10): void => {
    for (let served = 0; served < count; served += 1) {
      now += everyMs;
      rate.count(waiting);
    }
  };
  return { rate, serve };
}

describe('ServiceRate', () => {
  it('comes to what was served in a second, from whatever was assumed', () => {
    for (const initial of [20, 1_000, 50_000]) {
      const { rate, serve } = rateOf(initial);
      serve(4_000, 2);
      expect(rate.perSecond).toBeGreaterThan(480);
      expect(rate.perSecond).toBeLessThan(530);
    }
  });

  it('follows, when it takes longer', () => {
    const { rate, serve } = rateOf(500);
    serve(1_000, 2);
    serve(1_000, 10);
    expect(rate.perSecond).toBeGreaterThan(95);
    expect(rate.perSecond).toBeLessThan(105);
  });

  it('learns nothing while nobody waits, and nothing from the pause before', () => {
    const { rate, serve } = rateOf(500);
    serve(10, 60_000, 0);
    expect(rate.perSecond).toBe(500);
    // The first of a new window was waited for by nobody knows whom: an hour counts for nothing.
    serve(1, 3_600_000);
    serve(249, 2);
    expect(rate.perSecond).toBe(500);
  });
});
