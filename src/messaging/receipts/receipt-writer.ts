import { Injectable } from '@nestjs/common';
import type { Tx } from '../../database/session.js';
import { RangeSet } from '../../timeline/range-set.js';
import { LoadedSide } from './loaded-side.js';
import { NothingToRead } from './nothing-to-read.js';
import type { SideMarks } from './receipt-command.js';
import { byBlock } from './receipt-marks.js';
import { ReceiptRepository, type Side, type Stretch } from './receipt.repository.js';

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
    const fresh = marks.map((mark) => sides.get(keyOf(mark))?.apply(mark) ?? RangeSet.empty);
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
    const rows = await this.receipts.lock(tx, ordered);
    // Under the lock: whoever waited for it comes after the one that held it.
    const now = Date.now();
    for (const row of rows) {
      const key = `${row.conversation_id}:${row.user_id}`;
      const side = byKey.get(key);
      if (side) sides.set(key, new LoadedSide(side, row, now));
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
      byKey.get(`${row.conversation_id}:${row.user_id}`)?.load(row);
    }
  }

  /** Holes that are only one's own, recalled or invisible messages are no holes: each stretch is read once for all sides. */
  private async absorbHoles(tx: Tx, sides: readonly LoadedSide[]): Promise<void> {
    const nothingToRead = new NothingToRead(await this.receipts.findSent(tx, stretchesOf(sides)));
    for (const { side, received, read, blocks } of sides) {
      const seqs = nothingToRead.of(side);
      const skip = skipInvisible(side.visible);
      for (const marks of [received, read]) {
        for (const block of blocks) {
          const open = marks.holesIn(block);
          if (!open.isEmpty) marks.add(open.intersect(seqs).union(open.minus(side.visible)));
        }
        marks.settle(skip);
      }
    }
  }

  private async save(tx: Tx, sides: readonly LoadedSide[]): Promise<void> {
    await this.receipts.saveLows(
      tx,
      sides.flatMap(({ raisedLows }) => raisedLows),
    );
    const changed = sides.map(({ changedBlocks }) => changedBlocks);
    const passed = sides.filter(({ hasPassedBlocks }) => hasPassedBlocks);
    const below = await this.receipts.findBlocksBelow(
      tx,
      passed.map(({ side, first }) => ({ ...side, block: first })),
    );
    await this.receipts.saveBlocks(
      tx,
      changed.flatMap(({ rows }) => rows),
    );
    await this.receipts.deleteBlocks(tx, [...changed.flatMap(({ dead }) => dead), ...below]);
  }
}

/** Where the sides have holes: by conversation, so that members who lag behind alike are looked up together. */
function stretchesOf(sides: readonly LoadedSide[]): Stretch[] {
  const conversations = new Map<number, { holes: { from: number; to: number }[]; uids: number[] }>();
  for (const { side, received, read, blocks } of sides) {
    const { holes, uids } = conversations.get(side.conversationId) ?? { holes: [], uids: [] };
    conversations.set(side.conversationId, { holes, uids });
    const known = holes.length;
    for (const block of blocks) {
      const open = received.holesIn(block).union(read.holesIn(block));
      const first = open.list[0];
      if (first) holes.push({ from: first.from, to: open.max });
    }
    if (holes.length > known) uids.push(side.uid);
  }
  return [...conversations].flatMap(([conversationId, { holes, uids }]) =>
    [...byBlock(RangeSet.of(holes)).values()]
      .flatMap(({ list }) => list)
      .map(({ from, to }) => ({ conversationId, from, to, uids })),
  );
}

/** The next seq that the user may ever see: nothing before it can be missing. */
function skipInvisible(visible: RangeSet): (seq: number) => number {
  return (seq) => {
    const range = visible.list.find(({ to }) => to >= seq);
    return range === undefined ? seq : Math.max(seq, range.from);
  };
}
