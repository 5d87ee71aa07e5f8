import { RangeSet } from '../../timeline/range-set.js';
import type { SideMarks } from './receipt-command.js';
import { BLOCK, blockOf, byBlock, ReceiptMarks } from './receipt-marks.js';
import type { BlockKey, TimedBlockRow, TimedLowRow } from './receipt.repository.js';

const MAX_FRESH_BLOCKS = 16;

/** What is loaded and changed of one side during a transaction. */
export class LoadedSide {
  readonly received: ReceiptMarks;
  readonly read: ReceiptMarks;
  readonly blocks = new Set<number>();
  /** The rows that there are of these blocks. */
  private readonly stored = new Map<number, TimedBlockRow>();

  constructor(
    readonly side: SideMarks,
    readonly before: TimedLowRow,
    /** When this is, in UTC milliseconds. */
    private readonly now: number,
  ) {
    this.received = new ReceiptMarks(before.received_low);
    this.read = new ReceiptMarks(before.read_low);
  }

  /** The blocks that these marks touch, and those in which the watermarks stand. */
  touch(mark: SideMarks): void {
    const seqs = mark.upTo === undefined ? mark.seqs : freshPart(this.read.low, mark.upTo);
    for (const block of byBlock(seqs.clip(this.read.low + 1, Number.MAX_SAFE_INTEGER)).keys()) this.blocks.add(block);
    this.blocks.add(blockOf(this.received.low + 1)).add(blockOf(this.read.low + 1));
  }

  load(row: TimedBlockRow): void {
    this.stored.set(row.block, row);
    this.received.load(row.block, RangeSet.parse(row.received_set));
    this.read.load(row.block, RangeSet.parse(row.read_set));
  }

  /** Marks what one call asks for; read implies received. @returns what is marked for the first time */
  apply({ status, seqs, upTo }: SideMarks): RangeSet {
    const { received, read } = this;
    const kinds = status === 4 ? [received, read] : [received];
    const decisive = status === 4 ? read : received;
    if (upTo !== undefined) {
      const fresh = decisive.missing(freshPart(decisive.low, upTo));
      for (const marks of kinds) marks.raise(upTo);
      return fresh;
    }
    const fresh = decisive.missing(seqs);
    for (const marks of kinds) marks.add(seqs);
    return fresh;
  }

  /** The first block that still matters; those below it are forgotten. */
  get first(): number {
    return blockOf(Math.min(this.received.low, this.read.low) + 1);
  }

  /** Whether blocks matter no more that mattered before. */
  get hasPassedBlocks(): boolean {
    return this.first > blockOf(Math.min(this.before.received_low, this.before.read_low) + 1);
  }

  /** The blocks that a watermark has come to, and that are not loaded. */
  get ahead(): number[] {
    return [blockOf(this.received.low + 1), blockOf(this.read.low + 1)].filter((block) => !this.blocks.has(block));
  }

  /** The watermarks as they have to be stored, where they rose. */
  get raisedLows(): TimedLowRow[] {
    const { before, received, read, now } = this;
    if (received.low === before.received_low && read.low === before.read_low) return [];
    return [
      {
        ...before,
        received_low: received.low,
        read_low: read.low,
        received_at: received.low === before.received_low ? before.received_at : later(before.received_at, now),
        read_at: read.low === before.read_low ? before.read_at : later(before.read_at, now),
      },
    ];
  }

  /** The blocks that have to be stored otherwise than they are, and those that hold nothing any more. */
  get changedBlocks(): { rows: TimedBlockRow[]; dead: BlockKey[] } {
    const { conversationId, uid } = this.side;
    const rows: TimedBlockRow[] = [];
    const dead: BlockKey[] = [];
    for (const block of this.blocks) {
      const old = this.stored.get(block);
      const sets = { received_set: String(this.received.stored(block)), read_set: String(this.read.stored(block)) };
      if (sets.received_set === '' && sets.read_set === '') {
        if (old) dead.push({ conversationId, uid, block });
      } else if (sets.received_set !== old?.received_set || sets.read_set !== old.read_set) {
        const times = {
          received_at:
            sets.received_set === (old?.received_set ?? '')
              ? (old?.received_at ?? null)
              : later(old?.received_at, this.now),
          read_at: sets.read_set === (old?.read_set ?? '') ? (old?.read_at ?? null) : later(old?.read_at, this.now),
        };
        rows.push({ conversation_id: conversationId, user_id: uid, block, ...sets, ...times });
      }
    }
    return { rows, dead };
  }
}

/** Of what a whole conversation's reading marks, the part that is looked at one by one: the newest. */
function freshPart(low: number, upTo: number): RangeSet {
  return RangeSet.of([{ from: Math.max(low + 1, upTo - MAX_FRESH_BLOCKS * BLOCK), to: upTo }]);
}

/** A time never goes back: another node's clock may be ahead. */
function later(before: number | null | undefined, now: number): number {
  return Math.max(before ?? 0, now);
}
