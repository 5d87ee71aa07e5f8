import { Injectable } from '@nestjs/common';
import type { Tx } from '../../database/session.js';
import { SENDER_KIND } from '../../timeline/message.js';
import { RangeSet } from '../../timeline/range-set.js';
import type { SideMarks } from './receipt-command.js';
import { BLOCK, blockOf, byBlock, ReceiptMarks } from './receipt-marks.js';
import {
  type BlockKey,
  type BlockRow,
  type LowRow,
  ReceiptRepository,
  type SentRow,
  type Side,
} from './receipt.repository.js';

const MAX_FRESH_BLOCKS = 16;

/** What is loaded and changed of one side during a transaction. */
class LoadedSide {
  readonly received: ReceiptMarks;
  readonly read: ReceiptMarks;
  readonly blocks = new Set<number>();
  /** Those of the blocks that have a row. */
  readonly stored = new Set<number>();

  constructor(
    readonly side: SideMarks,
    readonly before: LowRow,
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
}

function keyOf({ conversationId, uid }: Side): string {
  return `${conversationId}:${uid}`;
}

/**
 * Marks messages of several sides in one transaction. Takes no conversation lock: participants rows
 * in key order, then blocks, so that receipts and sends never wait for each other.
 */
@Injectable()
export class ReceiptWriter {
  constructor(private readonly receipts: ReceiptRepository) {}

  /** @returns for each of the marks, in their order, the seqs that it marked for the first time */
  async mark(tx: Tx, marks: readonly SideMarks[]): Promise<RangeSet[]> {
    const sides = await this.load(tx, marks);
    const fresh = marks.map((mark) => {
      const loaded = sides.get(keyOf(mark));
      return loaded === undefined ? RangeSet.empty : apply(loaded, mark);
    });
    await this.absorbHoles(tx, [...sides.values()]);
    // A watermark that has come to the border of a block goes on in the next one.
    for (let further; (further = [...sides.values()].filter(({ ahead }) => ahead.length > 0)).length > 0;) {
      const reached = further.map((side) => ({ loaded: side, blocks: side.ahead }));
      for (const { loaded, blocks } of reached) for (const block of blocks) loaded.blocks.add(block);
      await this.loadBlocks(tx, reached);
      await this.absorbHoles(tx, further);
    }
    await this.save(tx, [...sides.values()]);
    return fresh;
  }

  private async load(tx: Tx, marks: readonly SideMarks[]): Promise<Map<string, LoadedSide>> {
    const byKey = new Map<string, SideMarks>();
    for (const mark of marks) {
      const other = byKey.get(keyOf(mark));
      // Each call saw for itself what is visible; one may have seen it before the user came back.
      byKey.set(keyOf(mark), other ? { ...mark, visible: mark.visible.union(other.visible) } : mark);
    }
    const ordered = [...byKey.values()].sort((a, b) => a.conversationId - b.conversationId || a.uid - b.uid);
    const sides = new Map<string, LoadedSide>();
    for (const row of await this.receipts.lock(tx, ordered)) {
      const key = `${row.conversation_id}:${row.user_id}`;
      const side = byKey.get(key);
      if (side) sides.set(key, new LoadedSide(side, row));
    }
    for (const mark of marks) sides.get(keyOf(mark))?.touch(mark);
    await this.loadBlocks(
      tx,
      [...sides.values()].map((loaded) => ({ loaded, blocks: [...loaded.blocks] })),
    );
    return sides;
  }

  private async loadBlocks(
    tx: Tx,
    wanted: readonly { loaded: LoadedSide; blocks: readonly number[] }[],
  ): Promise<void> {
    const byKey = new Map(wanted.map(({ loaded }) => [keyOf(loaded.side), loaded]));
    const queries = wanted.map(({ loaded: { side }, blocks }) => ({ ...side, blocks }));
    for (const row of await this.receipts.findBlocks(tx, queries)) {
      const loaded = byKey.get(`${row.conversation_id}:${row.user_id}`);
      loaded?.stored.add(row.block);
      loaded?.received.load(row.block, RangeSet.parse(row.received_set));
      loaded?.read.load(row.block, RangeSet.parse(row.read_set));
    }
  }

  /** Holes that are only one's own, recalled or invisible messages are no holes: one range read for all sides. */
  private async absorbHoles(tx: Tx, sides: readonly LoadedSide[]): Promise<void> {
    const holes = sides.flatMap((loaded) =>
      [...loaded.blocks].flatMap((block) => {
        const open = loaded.received.holesIn(block).union(loaded.read.holesIn(block));
        const first = open.list[0];
        return first === undefined ? [] : [{ loaded, block, from: first.from, to: open.max }];
      }),
    );
    const sent = await this.receipts.findSent(
      tx,
      holes.map(({ loaded: { side }, from, to }) => ({ conversationId: side.conversationId, from, to })),
    );
    for (const { loaded, block, from, to } of holes) {
      const { side, received, read } = loaded;
      // The rows answer for all sides at once. A seq without a row is one that this snapshot does not show yet.
      const nothingToRead = RangeSet.of(
        sent
          .filter((row) => row.conversation_id === side.conversationId && row.seq >= from && row.seq <= to)
          .filter((row) => row.recalled_at !== null || isOwn(row, side.uid))
          .map(({ seq }) => ({ from: seq, to: seq })),
      );
      for (const marks of [received, read]) {
        const open = marks.holesIn(block);
        marks.add(open.intersect(nothingToRead).union(open.minus(side.visible)));
      }
    }
    for (const { side, received, read } of sides) {
      const skip = skipInvisible(side.visible);
      received.settle(skip);
      read.settle(skip);
    }
  }

  private async save(tx: Tx, sides: readonly LoadedSide[]): Promise<void> {
    const lows = sides.filter(
      ({ before, received, read }) => received.low !== before.received_low || read.low !== before.read_low,
    );
    await this.receipts.saveLows(
      tx,
      lows.map(({ before, received, read }) => ({ ...before, received_low: received.low, read_low: read.low })),
    );
    const rows: BlockRow[] = [];
    const dead: BlockKey[] = [];
    for (const { side, received, read, blocks, stored } of sides) {
      const { conversationId, uid } = side;
      for (const block of blocks) {
        const sets = { received_set: String(received.stored(block)), read_set: String(read.stored(block)) };
        const isEmpty = sets.received_set === '' && sets.read_set === '';
        if (!isEmpty) rows.push({ conversation_id: conversationId, user_id: uid, block, ...sets });
        else if (stored.has(block)) dead.push({ conversationId, uid, block });
      }
    }
    const passed = sides.filter(({ hasPassedBlocks }) => hasPassedBlocks);
    dead.push(
      ...(await this.receipts.findBlocksBelow(
        tx,
        passed.map(({ side, first }) => ({ ...side, block: first })),
      )),
    );
    await this.receipts.saveBlocks(tx, rows);
    await this.receipts.deleteBlocks(tx, dead);
  }
}

/** Of what a whole conversation's reading marks, the part that is looked at one by one: the newest. */
function freshPart(low: number, upTo: number): RangeSet {
  return RangeSet.of([{ from: Math.max(low + 1, upTo - MAX_FRESH_BLOCKS * BLOCK), to: upTo }]);
}

/** Marks what one call asks for; read implies received. */
function apply({ received, read }: LoadedSide, { status, seqs, upTo }: SideMarks): RangeSet {
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

function isOwn({ sender_kind, sender_id }: SentRow, uid: number): boolean {
  return sender_kind === SENDER_KIND.user && sender_id === uid;
}

/** The next seq that the user may ever see: nothing before it can be missing. */
function skipInvisible(visible: RangeSet): (seq: number) => number {
  return (seq) => {
    const range = visible.list.find(({ to }) => to >= seq);
    return range === undefined ? seq : Math.max(seq, range.from);
  };
}
