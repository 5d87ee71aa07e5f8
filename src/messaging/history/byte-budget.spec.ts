import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANSWER_BYTES, withinBudget } from './byte-budget.js';

describe('withinBudget', () => {
  it('keeps what fits, from the front', () => {
    // Four bytes each: quotes, the letter, a comma.
    expect(withinBudget(['a', 'b', 'c'], 8)).toEqual(['a', 'b']);
    expect(withinBudget(['a', 'b', 'c'], 12)).toEqual(['a', 'b', 'c']);
  });

  it('counts bytes and not characters', () => {
    expect(withinBudget(['你', 'b'], 6)).toEqual(['你']);
    expect(withinBudget(['你', 'b'], 10)).toEqual(['你', 'b']);
  });

  it('never keeps less than one', () => {
    expect(withinBudget(['x'.repeat(100), 'b'], 8)).toEqual(['x'.repeat(100)]);
    expect(withinBudget([], 8)).toEqual([]);
  });

  it('stops at the first that does not fit, and is contiguous therefore', () => {
    expect(withinBudget(['a', 'x'.repeat(100), 'c'], 20)).toEqual(['a']);
  });

  it('allows 256 KB unless told otherwise', () => {
    const items = Array.from({ length: 300 }, () => 'x'.repeat(1021));
    expect(withinBudget(items)).toHaveLength(256);
    expect(ANSWER_BYTES).toBe(262_144);
  });

  it('makes a JSON array that is no longer than the budget, or of one item', () => {
    const unit = fc.constantFrom('a', '"', '\n', 'é', '你', '😀');
    fc.assert(
      fc.property(fc.array(fc.string({ unit }), { minLength: 1 }), fc.nat(200), (items, budget) => {
        const kept = withinBudget(items, budget);
        expect(items.slice(0, kept.length)).toEqual(kept);
        const bytes = kept.reduce((sum, item) => sum + Buffer.byteLength(JSON.stringify(item)) + 1, 0);
        expect(kept.length === 1 || bytes <= budget).toBe(true);
      }),
    );
  });
});
