import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSeqs, type Cursor, mergeRanges, selectSeqs } from './visible-range.js';

const range = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: -3, max: 12 })).map(([from, length]) => ({
  from,
  to: from + length,
}));
const ranges = fc.array(range, { maxLength: 6 });
const cursor: fc.Arbitrary<Cursor> = fc.oneof(
  fc.constant<Cursor>({ kind: 'newest' }),
  fc.nat(80).map((seq): Cursor => ({ kind: 'before', seq })),
  fc.nat(80).map((seq): Cursor => ({ kind: 'after', seq })),
);

/** The naive way: every seq by itself. */
function seqsOf(list: readonly { from: number; to: number }[]): number[] {
  const seqs = new Set<number>();
  for (const { from, to } of list) for (let seq = from; seq <= to; seq += 1) seqs.add(seq);
  return [...seqs].sort((a, b) => a - b);
}

function naiveSelection(list: readonly { from: number; to: number }[], at: Cursor, limit: number) {
  const beyond = seqsOf(list).filter((seq) => {
    if (at.kind === 'newest') return true;
    return at.kind === 'before' ? seq < at.seq : seq > at.seq;
  });
  const seqs = at.kind === 'after' ? beyond.slice(0, limit) : beyond.slice(-limit);
  return { seqs, hasMore: beyond.length > seqs.length };
}

describe('mergeRanges', () => {
  it('joins what touches or overlaps, drops what is empty, and ascends', () => {
    expect(
      mergeRanges([
        { from: 7, to: 9 },
        { from: 1, to: 3 },
        { from: 4, to: 4 },
        { from: 20, to: 19 },
        { from: 8, to: 12 },
      ]),
    ).toEqual([
      { from: 1, to: 4 },
      { from: 7, to: 12 },
    ]);
  });

  it('keeps exactly the same seqs, in ranges that do not touch', () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const merged = mergeRanges(list);
        expect(seqsOf(merged)).toEqual(seqsOf(list));
        expect(countSeqs(merged)).toBe(seqsOf(list).length);
        for (let i = 1; i < merged.length; i += 1) {
          expect(merged[i]?.from ?? 0).toBeGreaterThan((merged[i - 1]?.to ?? 0) + 1);
        }
      }),
    );
  });
});

describe('selectSeqs', () => {
  it('takes the nearest to the cursor', () => {
    const visible = [
      { from: 1, to: 5 },
      { from: 9, to: 12 },
    ];
    expect(selectSeqs(visible, { kind: 'newest' }, 3)).toEqual({ ranges: [{ from: 10, to: 12 }], hasMore: true });
    expect(selectSeqs(visible, { kind: 'before', seq: 10 }, 3)).toEqual({
      ranges: [
        { from: 4, to: 5 },
        { from: 9, to: 9 },
      ],
      hasMore: true,
    });
    expect(selectSeqs(visible, { kind: 'after', seq: 4 }, 50)).toEqual({
      ranges: [
        { from: 5, to: 5 },
        { from: 9, to: 12 },
      ],
      hasMore: false,
    });
  });

  it('agrees with looking at every seq by itself', () => {
    fc.assert(
      fc.property(ranges, cursor, fc.integer({ min: 1, max: 70 }), (list, at, limit) => {
        const selected = selectSeqs(mergeRanges(list), at, limit);
        const naive = naiveSelection(list, at, limit);
        expect(seqsOf(selected.ranges)).toEqual(naive.seqs);
        expect(selected.hasMore).toBe(naive.hasMore);
      }),
      { numRuns: 500 },
    );
  });
});
