import { Injectable } from '@nestjs/common';
import type { Tx } from '../../database/session.js';
import { rowsAt } from '../../database/rows-at.js';
import { chunks, eachChunk, placeholders, rowPlaceholders } from '../../database/sql.js';
import { ACCOUNT_SIDE } from './account-side.js';
import { SENDER_KIND } from '../../timeline/message.js';
import type { SeqRange } from '../../timeline/seq-range.js';

/** One user's side of one conversation. */
export interface Side {
  readonly conversationId: number;
  readonly uid: number;
}

export interface LowRow {
  conversation_id: number;
  user_id: number;
  received_low: number;
  read_low: number;
}

export interface BlockRow {
  conversation_id: number;
  user_id: number;
  block: number;
  received_set: string;
  read_set: string;
}

/** When marks last rose, in UTC milliseconds; null where that was before it was kept, or never. */
interface ReceiptTimes {
  received_at: number | null;
  read_at: number | null;
}

export type TimedLowRow = LowRow & ReceiptTimes;
export type TimedBlockRow = BlockRow & ReceiptTimes;

/** Where a block is stored. */
export interface BlockKey extends Side {
  readonly block: number;
}

/** A stretch of a conversation, and the users whose own messages are of interest there. */
export interface Stretch extends SeqRange {
  readonly conversationId: number;
  readonly uids: readonly number[];
}

/** Where a message is, and whose. */
export interface SentRow {
  conversation_id: number;
  seq: number;
  sender_kind: number;
  sender_id: number;
  recalled_at: number | null;
}

const SIDE = ['conversation_id', 'user_id'];
const BLOCK_KEY = [...SIDE, 'block'];

/** Sides or blocks that one statement names. */
const TERMS = 200;
/** Seqs that one statement looks at, beyond what each of its stretches weighs. */
const SEQS = 10_000;
const STRETCH_WEIGHT = SEQS / TERMS;
/** Blocks that one statement writes: each is 40 KB at most. */
const BLOCKS = 100;

/** Receipts as a transaction reads and writes them; `MarksReader` has what others want to know of them. */
@Injectable()
export class ReceiptRepository {
  /**
   * Locks the rows of these sides, given in key order, so that two of us cannot deadlock. Members of groups get
   * theirs with their first receipt.
   */
  async lock(tx: Tx, sides: readonly Side[]): Promise<TimedLowRow[]> {
    const rows: TimedLowRow[] = [];
    await eachChunk(chunks(sides, TERMS), async (part) => {
      const keys = part.map(({ conversationId, uid }) => [conversationId, uid]);
      const { from, where, parameters } = rowsAt(tx.dialect, 'participants p', SIDE, keys);
      await tx.executeLater(
        `INSERT INTO participants (conversation_id, user_id) VALUES ${rowPlaceholders(part.length, 2)}
         ${tx.dialect.orLock(['conversation_id', 'user_id'])}`,
        keys.flat(),
      );
      // A plain read: on its way to these rows, a locking one may lock and wait for others.
      rows.push(
        ...(await tx.query<TimedLowRow>(
          `SELECT p.conversation_id, p.user_id, p.received_low, p.read_low, p.received_at, p.read_at FROM ${from} ${where}`,
          parameters,
        )),
      );
    });
    return rows;
  }

  /** The stored sets of locked sides, in these blocks. */
  async findBlocks(tx: Tx, wanted: readonly (Side & { blocks: readonly number[] })[]): Promise<TimedBlockRow[]> {
    const rows: TimedBlockRow[] = [];
    const parts = chunks(wanted, TERMS, ({ blocks }) => 1 + blocks.length / 10);
    await eachChunk(parts, async (part) => {
      const keys = part.flatMap(({ conversationId, uid, blocks }) =>
        blocks.map((block) => [conversationId, uid, block]),
      );
      if (keys.length === 0) return;
      const { from, where, parameters } = rowsAt(tx.dialect, 'receipt_blocks b', BLOCK_KEY, keys);
      rows.push(
        ...(await tx.query<TimedBlockRow>(
          `SELECT b.conversation_id, b.user_id, b.block, b.received_set, b.read_set, b.received_at, b.read_at
           FROM ${from} ${where}`,
          parameters,
        )),
      );
    });
    return rows;
  }

  /** Which messages in these stretches are recalled, or the users' own: range reads. */
  async findSent(tx: Tx, stretches: readonly Stretch[]): Promise<SentRow[]> {
    const rows: SentRow[] = [];
    const parts = chunks(stretches, SEQS, ({ from, to, uids }) => STRETCH_WEIGHT + (to - from) + uids.length);
    await eachChunk(parts, async (part) => {
      const match = part.map(
        ({ uids }) => `(conversation_id = ? AND seq BETWEEN ? AND ? AND
          (recalled_at IS NOT NULL OR sender_kind = ${SENDER_KIND.user} AND sender_id IN (${placeholders(uids.length)})
            ${uids.includes(ACCOUNT_SIDE) ? `OR sender_kind = ${SENDER_KIND.service}` : ''}))`,
      );
      rows.push(
        ...(await tx.query<SentRow>(
          `SELECT conversation_id, seq, sender_kind, sender_id, recalled_at FROM messages WHERE ${match.join(' OR ')}`,
          part.flatMap(({ conversationId, from, to, uids }) => [conversationId, from, to, ...uids]),
        )),
      );
    });
    return rows;
  }

  async saveLows(tx: Tx, rows: readonly TimedLowRow[]): Promise<void> {
    await eachChunk(chunks(rows, TERMS), (part) =>
      tx.executeLater(
        `INSERT INTO participants (conversation_id, user_id, received_low, read_low, received_at, read_at)
         VALUES ${rowPlaceholders(part.length, 6)}
         ${tx.dialect.upsert(['conversation_id', 'user_id'], ['received_low', 'read_low', 'received_at', 'read_at'])}`,
        part.flatMap((row) => [
          row.conversation_id,
          row.user_id,
          row.received_low,
          row.read_low,
          row.received_at,
          row.read_at,
        ]),
      ),
    );
  }

  async saveBlocks(tx: Tx, rows: readonly TimedBlockRow[]): Promise<void> {
    await eachChunk(chunks(rows, BLOCKS), (part) =>
      tx.executeLater(
        `INSERT INTO receipt_blocks (conversation_id, user_id, block, received_set, read_set, received_at, read_at)
         VALUES ${rowPlaceholders(part.length, 7)}
         ${tx.dialect.upsert(['conversation_id', 'user_id', 'block'], ['received_set', 'read_set', 'received_at', 'read_at'])}`,
        part.flatMap((row) => [
          row.conversation_id,
          row.user_id,
          row.block,
          row.received_set,
          row.read_set,
          row.received_at,
          row.read_at,
        ]),
      ),
    );
  }

  /** The stored blocks of locked sides below these ones. */
  async findBlocksBelow(tx: Tx, sides: readonly BlockKey[]): Promise<BlockKey[]> {
    const keys: BlockKey[] = [];
    await eachChunk(chunks(sides, TERMS), async (part) => {
      const rows = await tx.query<Omit<BlockRow, 'received_set' | 'read_set'>>(
        `SELECT conversation_id, user_id, block FROM receipt_blocks
         WHERE ${part.map(() => '(conversation_id = ? AND user_id = ? AND block < ?)').join(' OR ')}`,
        part.flatMap(({ conversationId, uid, block }) => [conversationId, uid, block]),
      );
      for (const row of rows) keys.push({ conversationId: row.conversation_id, uid: row.user_id, block: row.block });
    });
    return keys;
  }

  /** Forgets blocks of locked sides, each by its whole key: a range would lock the row behind it, which is another's. */
  async deleteBlocks(tx: Tx, keys: readonly BlockKey[]): Promise<void> {
    await eachChunk(chunks(keys, TERMS), (part) =>
      tx.executeLater(
        `${tx.dialect.deleteByKey('receipt_blocks')}
         WHERE ${part.map(() => '(conversation_id = ? AND user_id = ? AND block = ?)').join(' OR ')}`,
        part.flatMap(({ conversationId, uid, block }) => [conversationId, uid, block]),
      ),
    );
  }
}
