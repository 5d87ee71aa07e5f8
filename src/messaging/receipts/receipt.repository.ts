import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import type { Tx } from '../../database/session.js';
import { chunks, placeholders, rowPlaceholders } from '../../database/sql.js';
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

/** Where a block is stored. */
export interface BlockKey extends Side {
  readonly block: number;
}

/** A stretch in which messages are asked for. */
export interface Stretch {
  readonly conversationId: number;
  readonly from: number;
  readonly to: number;
}

/** Where a message is, and whose. */
export interface SentRow {
  conversation_id: number;
  seq: number;
  sender_kind: number;
  sender_id: number;
  recalled_at: number | null;
}

@Injectable()
export class ReceiptRepository {
  constructor(private readonly reads: ReadStore) {}

  /**
   * Locks the rows of these sides, given in key order, so that two of us cannot deadlock. Members of groups get
   * theirs with their first receipt.
   */
  async lock(tx: Tx, sides: readonly Side[]): Promise<LowRow[]> {
    const rows: LowRow[] = [];
    for (const part of chunks(sides, 500)) {
      const keys = part.flatMap(({ conversationId, uid }) => [conversationId, uid]);
      await tx.execute(
        `INSERT INTO participants (conversation_id, user_id) VALUES ${rowPlaceholders(part.length, 2)}
         ${tx.dialect.orLock(['conversation_id', 'user_id'])}`,
        keys,
      );
      // A plain read: on its way to these rows, a locking one may lock and wait for others.
      rows.push(
        ...(await tx.query<LowRow>(
          `SELECT conversation_id, user_id, received_low, read_low FROM participants WHERE ${matchSides(part)}`,
          keys,
        )),
      );
    }
    return rows;
  }

  /** The stored sets of locked sides, in these blocks. */
  async findBlocks(tx: Tx, wanted: readonly (Side & { blocks: readonly number[] })[]): Promise<BlockRow[]> {
    if (wanted.length === 0) return [];
    const match = wanted.map(
      ({ blocks }) => `(conversation_id = ? AND user_id = ? AND block IN (${placeholders(blocks.length)}))`,
    );
    return tx.query<BlockRow>(
      `SELECT conversation_id, user_id, block, received_set, read_set FROM receipt_blocks WHERE ${match.join(' OR ')}`,
      wanted.flatMap(({ conversationId, uid, blocks }) => [conversationId, uid, ...blocks]),
    );
  }

  /** Which messages lie in these stretches, and whose: one range read. */
  async findSent(tx: Tx, stretches: readonly Stretch[]): Promise<SentRow[]> {
    if (stretches.length === 0) return [];
    const match = stretches.map(() => '(conversation_id = ? AND seq BETWEEN ? AND ?)');
    return tx.query(
      `SELECT conversation_id, seq, sender_kind, sender_id, recalled_at FROM messages WHERE ${match.join(' OR ')}`,
      stretches.flatMap(({ conversationId, from, to }) => [conversationId, from, to]),
    );
  }

  async saveLows(tx: Tx, rows: readonly LowRow[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.execute(
      `INSERT INTO participants (conversation_id, user_id, received_low, read_low) VALUES ${rowPlaceholders(rows.length, 4)}
       ${tx.dialect.upsert(['conversation_id', 'user_id'], ['received_low', 'read_low'])}`,
      rows.flatMap((row) => [row.conversation_id, row.user_id, row.received_low, row.read_low]),
    );
  }

  async saveBlocks(tx: Tx, rows: readonly BlockRow[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.execute(
      `INSERT INTO receipt_blocks (conversation_id, user_id, block, received_set, read_set)
       VALUES ${rowPlaceholders(rows.length, 5)}
       ${tx.dialect.upsert(['conversation_id', 'user_id', 'block'], ['received_set', 'read_set'])}`,
      rows.flatMap((row) => [row.conversation_id, row.user_id, row.block, row.received_set, row.read_set]),
    );
  }

  /** The stored blocks of locked sides below these ones. */
  async findBlocksBelow(tx: Tx, sides: readonly BlockKey[]): Promise<BlockKey[]> {
    if (sides.length === 0) return [];
    const rows = await tx.query<Omit<BlockRow, 'received_set' | 'read_set'>>(
      `SELECT conversation_id, user_id, block FROM receipt_blocks
       WHERE ${sides.map(() => '(conversation_id = ? AND user_id = ? AND block < ?)').join(' OR ')}`,
      sides.flatMap(({ conversationId, uid, block }) => [conversationId, uid, block]),
    );
    return rows.map((row) => ({ conversationId: row.conversation_id, uid: row.user_id, block: row.block }));
  }

  /** Forgets blocks of locked sides, each by its whole key: a range would lock the row behind it, which is another's. */
  async deleteBlocks(tx: Tx, keys: readonly BlockKey[]): Promise<void> {
    for (const part of chunks(keys, 500)) {
      await tx.execute(
        `${tx.dialect.deleteByKey('receipt_blocks')}
         WHERE ${part.map(() => '(conversation_id = ? AND user_id = ? AND block = ?)').join(' OR ')}`,
        part.flatMap(({ conversationId, uid, block }) => [conversationId, uid, block]),
      );
    }
  }

  /** The marks of users of a conversation, as far as they say something about one block. */
  async findMarks(conversationId: number, uids: readonly number[], block: number): Promise<(LowRow & BlockRow)[]> {
    const rows: (LowRow & BlockRow)[] = [];
    for (const part of chunks(uids)) {
      rows.push(
        ...(await this.reads.query<LowRow & BlockRow>(
          `SELECT p.conversation_id, p.user_id, p.received_low, p.read_low, b.block,
             COALESCE(b.received_set, '') AS received_set, COALESCE(b.read_set, '') AS read_set
           FROM participants p LEFT JOIN receipt_blocks b
             ON b.conversation_id = p.conversation_id AND b.user_id = p.user_id AND b.block = ?
           WHERE p.conversation_id = ? AND p.user_id IN (${placeholders(part.length)})`,
          [block, conversationId, ...part],
        )),
      );
    }
    return rows;
  }

  /** The marks of one user in conversations: a row per conversation and stored block, or one without a block. */
  async findOwnMarks(uid: number, conversationIds: readonly number[]): Promise<(LowRow & Partial<BlockRow>)[]> {
    const rows: (LowRow & Partial<BlockRow>)[] = [];
    for (const part of chunks(conversationIds)) {
      rows.push(
        ...(await this.reads.query<LowRow & Partial<BlockRow>>(
          `SELECT p.conversation_id, p.user_id, p.received_low, p.read_low, b.block, b.received_set, b.read_set
           FROM participants p LEFT JOIN receipt_blocks b
             ON b.conversation_id = p.conversation_id AND b.user_id = p.user_id
           WHERE p.user_id = ? AND p.conversation_id IN (${placeholders(part.length)})`,
          [uid, ...part],
        )),
      );
    }
    return rows;
  }

  /** For each query: how many messages of others, not recalled, lie in its ranges; counting stops at `cap`. */
  async countForeign(uid: number, queries: readonly CountQuery[], cap: number): Promise<Map<number, number>> {
    const counts = new Map<number, number>();
    for (const part of chunks(queries, 50)) {
      const terms = part.map(
        ({ ranges }) =>
          `SELECT ? AS conversation_id, COUNT(*) AS unread FROM (
             SELECT 1 FROM messages WHERE conversation_id = ? AND (${ranges.map(() => 'seq BETWEEN ? AND ?').join(' OR ')})
               AND recalled_at IS NULL AND NOT (sender_kind = 0 AND sender_id = ?) LIMIT ?) x`,
      );
      const rows = await this.reads.query<{ conversation_id: number; unread: number }>(
        terms.join(' UNION ALL '),
        part.flatMap(({ conversationId, ranges }) => [
          conversationId,
          conversationId,
          ...ranges.flatMap(({ from, to }) => [from, to]),
          uid,
          cap,
        ]),
      );
      for (const row of rows) {
        const id = Number(row.conversation_id);
        counts.set(id, Math.min(cap, (counts.get(id) ?? 0) + row.unread));
      }
    }
    return counts;
  }
}

/** A conversation's seqs in which unread messages may lie. */
export interface CountQuery {
  readonly conversationId: number;
  readonly ranges: readonly SeqRange[];
}

function matchSides(sides: readonly Side[]): string {
  return sides.map(() => '(conversation_id = ? AND user_id = ?)').join(' OR ');
}
