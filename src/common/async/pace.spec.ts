import { describe, expect, it } from 'vitest';
import { Pace } from './pace.js';

describe('Pace', () => {
  it('lets others in between the slices of long work', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const pace = new Pace();
    const end = performance.now() + 5_000;
    while (turns < 3 && performance.now() < end) await pace.rest();
    clearInterval(timer);
    expect(turns).toBe(3);
  });

  it('does not hold up short work', async () => {
    let hasTurned = false;
    setImmediate(() => (hasTurned = true));
    const pace = new Pace();
    for (let step = 0; step < 10; step += 1) await pace.rest();
    expect(hasTurned).toBe(false);
  });
});
