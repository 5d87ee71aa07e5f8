import type { SeqRange } from './seq-range.js';

/** A set of seqs as sorted, disjoint, non-touching ranges; its text form is `61-64,70`, as news readers keep it. */
export class RangeSet {
  private constructor(private readonly ranges: readonly SeqRange[]) {}

  static readonly empty = new RangeSet([]);

  /** Reads the text form that `toString` writes. */
  static parse(text: string): RangeSet {
    if (text === '') return RangeSet.empty;
    return new RangeSet(
      text.split(',').map((part) => {
        const [from = 0, to = from] = part.split('-').map(Number);
        return { from, to };
      }),
    );
  }

  /** Any ranges: empty ones vanish, those that touch or overlap are joined. */
  static of(ranges: readonly SeqRange[]): RangeSet {
    const joined: { from: number; to: number }[] = [];
    for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
      const last = joined.at(-1);
      if (from > to) continue;
      if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
      else joined.push({ from, to });
    }
    return new RangeSet(joined);
  }

  get list(): readonly SeqRange[] {
    return this.ranges;
  }

  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  /** The largest seq; 0 of the empty set. */
  get max(): number {
    return this.ranges.at(-1)?.to ?? 0;
  }

  get size(): number {
    return this.ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  }

  has(seq: number): boolean {
    let low = 0;
    let high = this.ranges.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const range = this.ranges[middle];
      if (!range || seq < range.from) high = middle - 1;
      else if (seq > range.to) low = middle + 1;
      else return true;
    }
    return false;
  }

  union(other: RangeSet): RangeSet {
    return other.isEmpty ? this : RangeSet.of([...this.ranges, ...other.ranges]);
  }

  /** What lies in this set and not in the other. */
  minus(other: RangeSet): RangeSet {
    const left: SeqRange[] = [];
    let next = 0;
    for (const range of this.ranges) {
      let { from } = range;
      while ((other.ranges[next]?.to ?? Infinity) < from) next += 1;
      for (let i = next; from <= range.to; i += 1) {
        const hole = other.ranges[i];
        if (!hole || hole.from > range.to) {
          left.push({ from, to: range.to });
          break;
        }
        if (hole.from > from) left.push({ from, to: hole.from - 1 });
        from = hole.to + 1;
      }
    }
    return new RangeSet(left);
  }

  intersect(other: RangeSet): RangeSet {
    return this.minus(this.minus(other));
  }

  /** The part within `from` … `to`. */
  clip(from: number, to: number): RangeSet {
    return RangeSet.of(this.ranges.map((range) => ({ from: Math.max(range.from, from), to: Math.min(range.to, to) })));
  }

  toString(): string {
    return this.ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(',');
  }
}
