import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tx } from '../../database/session.js';
import { RangeSet } from '../../timeline/range-set.js';
import type { SideMarks } from './receipt-command.js';
import { ReceiptWriter } from './receipt-writer.js';
import type {
  BlockKey,
  TimedBlockRow,
  TimedLowRow,
  ReceiptRepository,
  SentRow,
  Side,
  Stretch,
} from './receipt.repository.js';

const CONVERSATION = 5;
const READER = 1;
const PEER = 2;
/** Seqs per block; the scenes lie around two borders of blocks. */
const BLOCK = 4096;
const tx = {} as Tx;

/** What the database would hold of one reader in one conversation. */
class Stored {
  low: TimedLowRow = {
    conversation_id: CONVERSATION,
    user_id: READER,
    received_low: 0,
    read_low: 0,
    received_at: null,
    read_at: null,
  };
  readonly blocks = new Map<number, TimedBlockRow>();
  readonly messages = new Map<number, SentRow>();
  /** Rows written so far. */
  writes = 0;

  get writer(): ReceiptWriter {
    const repository: Partial<ReceiptRepository> = {
      lock: () => Promise.resolve([{ ...this.low }]),
      findBlocks: async (_tx: Tx, [wanted]: readonly (Side & { blocks: readonly number[] })[]) =>
        [...this.blocks.values()].filter((row) => wanted?.blocks.includes(row.block)),
      findSent: async (_tx: Tx, stretches: readonly Stretch[]) =>
        [...this.messages.values()].filter(({ seq }) => stretches.some(({ from, to }) => seq >= from && seq <= to)),
      saveLows: async (_tx: Tx, rows: readonly TimedLowRow[]) => {
        this.writes += rows.length;
        this.low = rows[0] ?? this.low;
      },
      saveBlocks: async (_tx: Tx, rows: readonly TimedBlockRow[]) => {
        this.writes += rows.length;
        for (const row of rows) this.blocks.set(row.block, row);
      },
      findBlocksBelow: async (_tx: Tx, sides: readonly BlockKey[]) =>
        sides.flatMap((side) =>
          [...this.blocks.keys()].filter((block) => block < side.block).map((block) => ({ ...side, block })),
        ),
      deleteBlocks: async (_tx: Tx, keys: readonly BlockKey[]) => {
        this.writes += keys.length;
        for (const { block } of keys) this.blocks.delete(block);
      },
    };
    return new ReceiptWriter(repository as ReceiptRepository);
  }

  sent(seq: number, sender: number, isRecalled = false): void {
    this.messages.set(seq, {
      conversation_id: CONVERSATION,
      seq,
      sender_kind: 0,
      sender_id: sender,
      recalled_at: isRecalled ? 1 : null,
    });
  }

  marked(): { received: RangeSet; read: RangeSet } {
    const all = (low: number, texts: string[]): RangeSet =>
      texts.reduce((set, text) => set.union(RangeSet.parse(text)), RangeSet.of([{ from: 1, to: low }]));
    const rows = [...this.blocks.values()];
    return {
      received: all(
        this.low.received_low,
        rows.map((row) => row.received_set),
      ),
      read: all(
        this.low.read_low,
        rows.map((row) => row.read_set),
      ),
    };
  }
}

function marks(status: 3 | 4, seqs: readonly number[], visible = [{ from: 1, to: Infinity }]): SideMarks {
  return {
    conversationId: CONVERSATION,
    uid: READER,
    status,
    visible: RangeSet.of(visible),
    seqs: RangeSet.of(seqs.map((seq) => ({ from: seq, to: seq }))),
    upTo: undefined,
  };
}

function upTo(seq: number, visible = [{ from: 1, to: Infinity }]): SideMarks {
  return { ...marks(4, [], visible), upTo: seq };
}

describe('ReceiptWriter', () => {
  /** What every seq of a scene is; everything before and after the scenes is unread by the peer, or not sent. */
  const kinds = fc.array(fc.constantFrom('peer', 'peer', 'peer', 'own', 'recalled', 'unseen'), {
    minLength: 24,
    maxLength: 24,
  });
  const call = fc.record({
    status: fc.constantFrom<3 | 4>(3, 4),
    picks: fc.array(fc.nat(23), { minLength: 1, maxLength: 12 }),
    all: fc.boolean(),
  });

  it('marks what it is told and nothing else, in any order and across the borders of blocks', async () => {
    await fc.assert(
      fc.asyncProperty(
        kinds,
        fc.array(fc.array(call, { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
        async (scene, batches) => {
          const stored = new Stored();
          const received = new Set<number>();
          const read = new Set<number>();
          // Twelve seqs around each of two borders; before them everything is read, but for the last ones.
          const seqs = scene.map((_, index) => BLOCK * (index < 12 ? 1 : 2) - 5 + (index % 12));
          const [first = 0] = seqs;
          const between = Array.from({ length: BLOCK - 12 }, (_, index) => first + 12 + index);
          for (let seq = 1; seq < first; seq += 1) stored.sent(seq, PEER);
          for (const seq of between) stored.sent(seq, READER);
          const visible: { from: number; to: number }[] = [
            { from: 1, to: first - 1 },
            { from: between[0] ?? 0, to: between.at(-1) ?? 0 },
          ];
          for (const [index, kind] of scene.entries()) {
            const seq = seqs[index] ?? 0;
            stored.sent(seq, kind === 'own' ? READER : PEER, kind === 'recalled');
            if (kind !== 'unseen') visible.push({ from: seq, to: seq });
          }
          await stored.writer.mark(tx, [upTo(first - 1, visible)]);
          const readable = seqs.filter((_, index) => scene[index] === 'peer');
          for (const batch of batches) {
            const calls = batch.map(({ status, picks, all }) => ({
              status,
              seqs: all ? readable : readable.filter((seq) => picks.includes(seqs.indexOf(seq))),
            }));
            const fresh = await stored.writer.mark(
              tx,
              calls.map(({ status, seqs: list }) => marks(status, list, visible)),
            );
            for (const [index, { status, seqs: list }] of calls.entries()) {
              const known = status === 4 ? read : received;
              const expected = list.filter((seq) => !known.has(seq));
              expect(String(fresh[index])).toBe(String(marks(3, expected).seqs));
              for (const seq of list) received.add(seq);
              if (status === 4) for (const seq of list) read.add(seq);
            }
            const now = stored.marked();
            expect(readable.filter((seq) => now.received.has(seq))).toEqual(
              readable.filter((seq) => received.has(seq)),
            );
            expect(readable.filter((seq) => now.read.has(seq))).toEqual(readable.filter((seq) => read.has(seq)));
            expect(now.read.minus(now.received).isEmpty).toBe(true);
          }
          await stored.writer.mark(tx, [marks(4, readable, visible)]);
          const last = readable.at(-1) ?? first - 1;
          expect(stored.low.read_low).toBeGreaterThanOrEqual(last);
          expect([...stored.blocks.values()]).toEqual([]);
          // Nothing that may still be read lies below the watermark.
          expect(stored.marked().read.max).toBeLessThanOrEqual(seqs.at(-1) ?? 0);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('writes nothing where nothing changes, and of several blocks only the changed ones', async () => {
    const stored = new Stored();
    for (const seq of [1, 3, BLOCK + 3, BLOCK + 5]) stored.sent(seq, PEER);
    await stored.writer.mark(tx, [marks(4, [3, BLOCK + 3])]);
    expect(stored.writes).toBe(2);
    await stored.writer.mark(tx, [marks(4, [3, BLOCK + 3]), marks(3, [3])]);
    expect(stored.writes).toBe(2);
    await stored.writer.mark(tx, [marks(4, [3, BLOCK + 5])]);
    expect(stored.writes).toBe(3);
    expect(String(stored.marked().read)).toBe(`3,${BLOCK + 3},${BLOCK + 5}`);
  });

  it('never closes a hole whose message its snapshot does not show', async () => {
    const stored = new Stored();
    for (const seq of [1, 3]) stored.sent(seq, PEER);
    await stored.writer.mark(tx, [marks(4, [1, 3])]);
    expect(String(stored.marked().read)).toBe('1,3');
    stored.sent(2, PEER);
    await stored.writer.mark(tx, [marks(3, [3])]);
    expect(String(stored.marked().read)).toBe('1,3');
    await stored.writer.mark(tx, [marks(4, [2])]);
    expect(stored.low.read_low).toBe(3);
  });

  it('takes what any call of a batch may see for visible: a call from before the return does not hide what came after', async () => {
    const stored = new Stored();
    for (const seq of [1, 2, 3, 4]) stored.sent(seq, PEER);
    const before = [{ from: 1, to: 1 }];
    const after = [...before, { from: 2, to: Infinity }];
    await stored.writer.mark(tx, [marks(4, [4], after), marks(4, [1], before)]);
    expect(String(stored.marked().read)).toBe('1,4');
  });

  it('goes on over blocks that are full already', async () => {
    const stored = new Stored();
    const last = BLOCK * 4;
    for (let seq = 1; seq <= last; seq += 1) stored.sent(seq, PEER);
    for (const block of [3, 2, 1]) {
      await stored.writer.mark(tx, [
        marks(
          4,
          Array.from({ length: BLOCK }, (_, index) => block * BLOCK + index + 1),
        ),
      ]);
    }
    expect(stored.low.read_low).toBe(0);
    expect(stored.blocks.size).toBe(3);
    await stored.writer.mark(tx, [
      marks(
        4,
        Array.from({ length: BLOCK }, (_, index) => index + 1),
      ),
    ]);
    expect(stored.low).toMatchObject({ received_low: last, read_low: last });
    expect(stored.blocks.size).toBe(0);
  });

  it('reads whole conversations of any length, and keeps what was marked beyond', async () => {
    const stored = new Stored();
    const last = BLOCK * 20;
    for (let seq = 1; seq <= last; seq += 1) stored.sent(seq, PEER);
    await stored.writer.mark(tx, [marks(3, [10, BLOCK * 2 + 5, last - 1])]);
    const [fresh] = await stored.writer.mark(tx, [upTo(BLOCK * 18)]);
    expect(fresh?.max).toBe(BLOCK * 18);
    expect(stored.low).toMatchObject({ received_low: BLOCK * 18, read_low: BLOCK * 18 });
    const { received, read } = stored.marked();
    expect(received.has(last - 1)).toBe(true);
    expect(received.has(last - 2)).toBe(false);
    expect(read.has(last - 1)).toBe(false);
  });
});
