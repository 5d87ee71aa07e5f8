import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import { chunks, eachChunk, placeholders } from '../../database/sql.js';
import { SENDER_KIND } from '../../timeline/message.js';
import type { SeqRange } from '../../timeline/seq-range.js';
import type { BlockRow, LowRow } from './receipt.repository.js';

/** What is stored of one user's marks: the watermarks, and one block's sets or none. */
export interface MarksRow {
  user_id: number;
  received_low: number;
  read_low: number;
  received_set: string | null;
  read_set: string | null;
}

/** With the times at which these marks last rose, in UTC milliseconds; null where that is not known. */
export interface TimedMarksRow extends MarksRow {
  received_at: number | null;
  read_at: number | null;
  set_received_at: number | null;
  set_read_at: number | null;
}

/** A conversation's seqs in which unread messages may lie. */
export interface CountQuery {
  readonly conversationId: number;
  readonly ranges: readonly SeqRange[];
}

/** What is marked, as it is committed: for statuses, progress and unread counts. */
@Injectable()
export class MarksReader {
  constructor(private readonly reads: ReadStore) {}

  /** The marks of users of a conversation, as far as they say something about one block. */
  async findMarks(conversationId: number, uids: readonly number[], block: number): Promise<TimedMarksRow[]> {
    const rows: TimedMarksRow[] = [];
    await eachChunk(chunks(uids, 500), async (part) => {
      rows.push(
        ...(await this.reads.query<TimedMarksRow>(
          `SELECT p.user_id, p.received_low, p.read_low, p.received_at, p.read_at,
             b.received_set, b.read_set, b.received_at AS set_received_at, b.read_at AS set_read_at
           FROM participants p LEFT JOIN receipt_blocks b
             ON b.conversation_id = p.conversation_id AND b.user_id = p.user_id AND b.block = ?
           WHERE p.conversation_id = ? AND p.user_id IN (${placeholders(part.length)})`,
          [block, conversationId, ...part],
        )),
      );
    });
    return rows;
  }

  /**
   * The marks of the next `limit` users who received `seq` or something in these blocks, by user id: a row per
   * block, or one without. Each user's as of one moment: marks move from blocks to watermarks.
   */
  findMarksAfter(
    conversationId: number,
    after: number,
    seq: number,
    blocks: readonly number[],
    limit: number,
  ): Promise<MarksRow[]> {
    const inBlocks = `block IN (${placeholders(blocks.length)})`;
    return this.reads.query<MarksRow>(
      `SELECT p.user_id, p.received_low, p.read_low, b.received_set, b.read_set
       FROM (SELECT q.user_id, q.received_low, q.read_low FROM participants q
             WHERE q.conversation_id = ? AND q.user_id > ? AND (q.received_low >= ? OR EXISTS (
               SELECT 1 FROM receipt_blocks r
               WHERE r.conversation_id = q.conversation_id AND r.user_id = q.user_id AND r.${inBlocks}))
             ORDER BY q.user_id LIMIT ?) p
       LEFT JOIN receipt_blocks b ON b.conversation_id = ? AND b.user_id = p.user_id AND b.${inBlocks}
       ORDER BY p.user_id`,
      [conversationId, after, seq, ...blocks, limit, conversationId, ...blocks],
    );
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
               AND recalled_at IS NULL AND NOT (sender_kind = ${SENDER_KIND.user} AND sender_id = ?) LIMIT ?) x`,
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
