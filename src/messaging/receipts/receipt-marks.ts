import { RangeSet } from '../../timeline/range-set.js';
import type { SeqRange } from '../../timeline/seq-range.js';

/** Seqs per stored block: what bounds the work of one receipt, whatever was acknowledged before. */
export const BLOCK = 4096;

/** The block of a seq; block 0 holds 1 … 4096. */
export function blockOf(seq: number): number {
  return Math.floor((seq - 1) / BLOCK);
}

export function blockRange(block: number): SeqRange {
  return { from: block * BLOCK + 1, to: (block + 1) * BLOCK };
}

/** Splits a set along block borders. */
export function byBlock(seqs: RangeSet): Map<number, RangeSet> {
  const blocks = new Map<number, RangeSet>();
  for (const { from, to } of seqs.list) {
    for (let block = blockOf(from); block <= blockOf(to); block += 1) {
      const range = blockRange(block);
      const part = RangeSet.of([{ from, to }]).clip(range.from, range.to);
      blocks.set(block, (blocks.get(block) ?? RangeSet.empty).union(part));
    }
  }
  return blocks;
}

/**
 * Which messages of one conversation one user has received, or read: everything up to a low
 * watermark, and sets above it, kept by blocks. Exact for any order of acknowledgements.
 */
export class ReceiptMarks {
  private readonly sets = new Map<number, RangeSet>();

  constructor(private lowMark: number) {}

  /** Everything up to here is marked. */
  get low(): number {
    return this.lowMark;
  }

  /** Takes over what is stored of a block. */
  load(block: number, stored: RangeSet): void {
    this.sets.set(block, stored);
  }

  has(seq: number): boolean {
    return seq <= this.lowMark || this.inBlock(blockOf(seq)).has(seq);
  }

  /** The part of `seqs`, all of loaded blocks, that is not marked yet. */
  missing(seqs: RangeSet): RangeSet {
    const above = seqs.clip(this.lowMark + 1, Number.MAX_SAFE_INTEGER);
    return [...byBlock(above)].reduce(
      (left, [block, part]) => left.union(part.minus(this.inBlock(block))),
      RangeSet.empty,
    );
  }

  /** Marks seqs of loaded blocks. */
  add(seqs: RangeSet): void {
    for (const [block, part] of byBlock(seqs)) this.sets.set(block, this.inBlock(block).union(part));
  }

  /** Raises the low watermark, never lowers it. */
  raise(seq: number): void {
    this.lowMark = Math.max(this.lowMark, seq);
  }

  /** Lets the low watermark rise over what is marked next to it, and over what `invisible` skips, as far as loaded. */
  settle(invisible: (seq: number) => number = (seq) => seq): void {
    for (;;) {
      const next = invisible(this.lowMark + 1);
      const range = this.inBlock(blockOf(next)).list.find(({ from, to }) => from <= next && next <= to);
      if (range) this.lowMark = range.to;
      else {
        this.lowMark = Math.max(this.lowMark, next - 1);
        return;
      }
    }
  }

  /** What is not marked between the low watermark and the last mark, within one block. */
  holesIn(block: number): RangeSet {
    const set = this.inBlock(block);
    const { from, to } = blockRange(block);
    const end = this.isMarkedAbove(block) ? to : set.max;
    return RangeSet.of([{ from: Math.max(from, this.lowMark + 1), to: end }]).minus(set);
  }

  /** What has to be stored of a block: its set above the low watermark. */
  stored(block: number): RangeSet {
    return this.inBlock(block).clip(this.lowMark + 1, Number.MAX_SAFE_INTEGER);
  }

  private isMarkedAbove(block: number): boolean {
    return [...this.sets].some(([other, set]) => other > block && !set.isEmpty);
  }

  private inBlock(block: number): RangeSet {
    return this.sets.get(block) ?? RangeSet.empty;
  }
}
