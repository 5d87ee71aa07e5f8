import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import { chunks, placeholders } from '../../database/sql.js';
import { SENDER_KIND } from '../../timeline/message.js';
import type { SeqRange } from '../../timeline/seq-range.js';

/** Intervals of one statement: SQLite takes no OR of a thousand. */
const INTERVALS = 100;

/** A conversation as of one moment; its messages are those above `expired_seq`, without a gap. */
export interface PlaceRow {
  readonly id: number;
  readonly conversation_key: string;
  readonly last_seq: number;
  readonly expired_seq: number;
}

/** An official account's message; accounts number theirs in commit order. */
export interface SentRow {
  readonly id: number;
  readonly service_no: number;
}

/** What one user got from an official account, along their own dialogue with it and along its broadcasts. */
@Injectable()
export class SentToUserRepository {
  constructor(private readonly reads: ReadStore) {}

  /** Those of the conversations that there are. */
  findPlaces(keys: readonly string[]): Promise<PlaceRow[]> {
    return this.reads.query<PlaceRow>(
      `SELECT id, conversation_key, last_seq, expired_seq FROM conversations
       WHERE conversation_key IN (${placeholders(keys.length)})`,
      keys,
    );
  }

  /** The first seq above `seq` that the account sent with a number above `no`. */
  async findFirstAbove(conversationId: number, seq: number, no: number): Promise<number | undefined> {
    const [row] = await this.reads.query<{ seq: number }>(
      `SELECT m.seq FROM messages m JOIN pushes p ON p.id = m.id WHERE m.conversation_id = ? AND m.seq > ?
       AND m.sender_kind = ${SENDER_KIND.service} AND p.service_no > ? ORDER BY m.seq LIMIT 1`,
      [conversationId, seq, no],
    );
    return row?.seq;
  }

  /** How much of a part of a dialogue the account sent. */
  async countInDialogue(conversationId: number, { from, to }: SeqRange): Promise<number> {
    const [row] = await this.reads.query<{ total: number }>(
      `SELECT COUNT(*) AS total FROM messages
       WHERE conversation_id = ? AND seq >= ? AND seq <= ? AND sender_kind = ${SENDER_KIND.service}`,
      [conversationId, from, to],
    );
    return row?.total ?? 0;
  }

  /** `limit` of a part of a dialogue that the account sent, newest first, behind the first `offset` of them. */
  findInDialogue(conversationId: number, { from, to }: SeqRange, offset: number, limit: number): Promise<SentRow[]> {
    return this.reads.query<SentRow>(
      `SELECT p.id, p.service_no FROM (
         SELECT id FROM messages WHERE conversation_id = ? AND seq >= ? AND seq <= ? AND sender_kind = ${SENDER_KIND.service}
         ORDER BY seq DESC LIMIT ? OFFSET ?) m JOIN pushes p ON p.id = m.id`,
      [conversationId, from, to, limit, offset],
    );
  }

  /** Broadcasts of these intervals. */
  async findBroadcasts(conversationId: number, ranges: readonly SeqRange[]): Promise<SentRow[]> {
    const rows: SentRow[] = [];
    for (const part of chunks(ranges, INTERVALS)) {
      const match = part.map(() => 'm.seq BETWEEN ? AND ?').join(' OR ');
      rows.push(
        ...(await this.reads.query<SentRow>(
          `SELECT p.id, p.service_no FROM messages m JOIN pushes p ON p.id = m.id
           WHERE m.conversation_id = ? AND (${match})`,
          [conversationId, ...part.flatMap(({ from, to }) => [from, to])],
        )),
      );
    }
    return rows;
  }
}
