import { describe, expect, it } from 'vitest';
import { limitOf, type Measured, medianOf } from './measured.js';
import { atLeast, atMost } from './targets.js';

const measured = (perSecond: number, cpu = { server: 0.95, database: 0.3, load: 0.2 }, p99 = 1): Measured => ({
  perSecond,
  latency: { count: 1, p50: 1, p99, p999: 1, max: 1 },
  cpu,
  written: undefined,
});
const LOAD_BOUND = { server: 0.5, database: 0.3, load: 0.65 };

describe('What limited a run', () => {
  it.each([
    [{ server: 0.95, database: 0.5, load: 0.5 }, 'server'],
    [{ server: 0.5, database: 0.6, load: 0.35 }, 'database'],
    [{ server: 0.5, database: 0.35, load: 0.6 }, 'load'],
    [{ server: 0.5, database: 0.2, load: 0.2 }, 'none'],
  ] as const)('%o is the %s', (cpu, limit) => expect(limitOf(cpu)).toBe(limit));

  it('is the middle one of the runs, by throughput', () => {
    expect(medianOf([measured(3), measured(1), measured(2)]).perSecond).toBe(2);
    expect(medianOf([measured(7)]).perSecond).toBe(7);
    expect(() => medianOf([])).toThrow('Nothing');
  });
});

describe('A target', () => {
  it('is met from its factor on', () => {
    expect(atLeast('x', 1.2, measured(120), measured(100), 'R1')).toMatchObject({ isMet: true, value: 1.2 });
    expect(atLeast('x', 1.2, measured(119), measured(100), 'R1')).toMatchObject({ isMet: false });
  });

  it('says nothing where the load held the reference back, or held us back below it', () => {
    expect(atLeast('x', 1, measured(200), measured(100, LOAD_BOUND), 'R1').isMet).toBeUndefined();
    expect(atLeast('x', 1, measured(90, LOAD_BOUND), measured(100), 'R1').isMet).toBeUndefined();
    // More than enough already.
    expect(atLeast('x', 1, measured(110, LOAD_BOUND), measured(100), 'R1').isMet).toBe(true);
  });

  it('of latency holds up to its factor, and not where there is none', () => {
    expect(atMost('x', 2, 'p99', measured(1, undefined, 20), measured(1, undefined, 10), 'R3').isMet).toBe(true);
    expect(atMost('x', 2, 'p99', measured(1, undefined, 21), measured(1, undefined, 10), 'R3').isMet).toBe(false);
    const none: Measured = { ...measured(1), latency: undefined };
    expect(atMost('x', 2, 'p99', none, measured(1), 'R3').isMet).toBe(false);
  });
});
