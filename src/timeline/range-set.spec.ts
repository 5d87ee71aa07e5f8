import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RangeSet } from './range-set.js';

const seqs = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 40 });
const setOf = (numbers: readonly number[]): RangeSet => RangeSet.of(numbers.map((seq) => ({ from: seq, to: seq })));
const members = (set: RangeSet): number[] => Array.from({ length: 80 }, (_, seq) => seq).filter((seq) => set.has(seq));
const sorted = (numbers: Iterable<number>): number[] => [...new Set(numbers)].sort((a, b) => a - b);

describe('RangeSet', () => {
  it('holds exactly what was put in, and its text form gives it back', () => {
    fc.assert(
      fc.property(seqs, (numbers) => {
        const set = setOf(numbers);
        expect(members(set)).toEqual(sorted(numbers));
        expect(set.size).toBe(new Set(numbers).size);
        expect(set.max).toBe(Math.max(0, ...numbers));
        expect(RangeSet.parse(set.toString())).toEqual(set);
      }),
    );
  });

  it('unites, subtracts, intersects and clips as sets do', () => {
    fc.assert(
      fc.property(seqs, seqs, fc.integer({ min: 1, max: 60 }), (a, b, from) => {
        const [x, y] = [setOf(a), setOf(b)];
        expect(members(x.union(y))).toEqual(sorted([...a, ...b]));
        expect(members(x.minus(y))).toEqual(sorted(a.filter((seq) => !b.includes(seq))));
        expect(members(x.intersect(y))).toEqual(sorted(a.filter((seq) => b.includes(seq))));
        expect(members(x.clip(from, from + 10))).toEqual(sorted(a.filter((seq) => seq >= from && seq <= from + 10)));
      }),
    );
  });

  it('writes ranges as news readers do', () => {
    expect(String(setOf([61, 62, 63, 64, 70]))).toBe('61-64,70');
    expect(String(RangeSet.empty)).toBe('');
  });
});
