import { RangeSet } from '../../timeline/range-set.js';
import type { SeqRange } from '../../timeline/seq-range.js';
import type { LocatedMessage } from '../../timeline/timeline-reader.js';

export interface Progress {
  readonly received: number;
  readonly read: number;
}

/** Adds up, member by member, who received and read messages of one group: by ranges of seqs, not message by message. */
export class ProgressTally {
  private readonly messages: readonly LocatedMessage[];
  private readonly ownSeqs = new Map<number, RangeSet>();
  /** How many more received, or read, the message at an index than the one before. */
  private readonly received: number[];
  private readonly read: number[];

  constructor(messages: readonly LocatedMessage[]) {
    this.messages = [...messages].sort((a, b) => a.seq - b.seq);
    this.received = Array<number>(messages.length + 1).fill(0);
    this.read = [...this.received];
    for (const { sender, seq } of messages) {
      const known = this.ownSeqs.get(sender.id) ?? RangeSet.empty;
      if (sender.kind === 'user') this.ownSeqs.set(sender.id, known.union(RangeSet.of([{ from: seq, to: seq }])));
    }
  }

  get first(): number {
    return this.messages[0]?.seq ?? 0;
  }

  get last(): number {
    return this.messages.at(-1)?.seq ?? 0;
  }

  /** @param visible what the member may see; marks beyond it, and of own messages, do not count */
  add(uid: number, visible: readonly SeqRange[], received: RangeSet, read: RangeSet): void {
    const own = this.ownSeqs.get(uid) ?? RangeSet.empty;
    const addressed = RangeSet.of(visible).clip(this.first, this.last).minus(own);
    this.addRanges(this.received, addressed.intersect(received.union(read)));
    this.addRanges(this.read, addressed.intersect(read));
  }

  /** By message id. */
  get counts(): Map<number, Progress> {
    const counts = new Map<number, Progress>();
    let received = 0;
    let read = 0;
    for (const [index, { id }] of this.messages.entries()) {
      received += this.received[index] ?? 0;
      read += this.read[index] ?? 0;
      counts.set(id, { received, read });
    }
    return counts;
  }

  private addRanges(steps: number[], seqs: RangeSet): void {
    for (const { from, to } of seqs.list) {
      const [start, end] = [this.indexOf(from), this.indexOf(to + 1)];
      steps[start] = (steps[start] ?? 0) + 1;
      steps[end] = (steps[end] ?? 0) - 1;
    }
  }

  /** Of the first message at `seq` or beyond. */
  private indexOf(seq: number): number {
    let low = 0;
    let high = this.messages.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.messages[middle]?.seq ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
