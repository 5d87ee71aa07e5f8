import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import { placeholders } from '../../database/sql.js';
import { PUSH_KIND } from '../../timeline/push-kind.js';
import type { PushRow } from './push.repository.js';

/** Some of those to whom a push went; undefined at the end. */
export interface ReceiverPage {
  readonly uids: readonly number[];
  readonly nextCursor: number | undefined;
}

interface IntervalRow {
  user_id: number;
  since_seq: number;
  until_seq: number | null;
}

/** Intervals of former followers that a page looks at, at least: somebody may have come and gone often. */
const LEAST_SCAN = 100;

export interface PushReceiptRow {
  user_id: number;
  status: number;
  received_at: number;
  read_at: number | null;
}

/** Pages of a push's receivers, each by a cursor: no page reads more than its own rows, wherever it lies. */
@Injectable()
export class PushReceiversRepository {
  constructor(private readonly reads: ReadStore) {}

  /** The next `limit` receivers, whatever became of it at them. */
  async findReceivers({ id, kind }: PushRow, after: number, limit: number): Promise<ReceiverPage> {
    if (kind === PUSH_KIND.list) {
      // By conversation, in which order the push's index has them.
      const rows = await this.reads.query<{ user_id: number; cursor: number }>(
        `SELECT p.user_id, m.conversation_id AS \`cursor\` FROM messages m
         JOIN participants p ON p.conversation_id = m.conversation_id AND p.user_id > 0
         WHERE m.id = ? AND m.conversation_id > ? ORDER BY m.conversation_id LIMIT ?`,
        [id, after, limit],
      );
      const nextCursor = rows.length < limit ? undefined : rows.at(-1)?.cursor;
      return { uids: rows.map(({ user_id }) => user_id), nextCursor };
    }
    const [place] = await this.reads.query<{ conversation_id: number; seq: number }>(
      'SELECT conversation_id, seq FROM messages WHERE id = ?',
      [id],
    );
    if (!place) return { uids: [], nextCursor: undefined };
    return this.findFollowersAt(place, after, limit);
  }

  /** Looks through the next followers, past and present, by user id: what it reads is bounded, whoever follows now. */
  private async findFollowersAt(
    { conversation_id, seq }: { conversation_id: number; seq: number },
    after: number,
    limit: number,
  ): Promise<ReceiverPage> {
    const scan = Math.max(limit, LEAST_SCAN);
    const present = await this.reads.query<IntervalRow>(
      `SELECT user_id, since_seq, NULL AS until_seq FROM group_members
       WHERE conversation_id = ? AND user_id > ? ORDER BY user_id LIMIT ?`,
      [conversation_id, after, limit],
    );
    const past = await this.reads.query<IntervalRow>(
      `SELECT user_id, since_seq, until_seq FROM past_memberships
       WHERE conversation_id = ? AND user_id > ? ORDER BY user_id, since_seq LIMIT ?`,
      [conversation_id, after, scan],
    );
    const ends = [
      present.length < limit ? Infinity : (present.at(-1)?.user_id ?? 0),
      past.length < scan ? Infinity : lastWhole(past),
    ];
    const end = Math.min(...ends);
    const wanted = [...present, ...past].filter(
      (row) => row.user_id <= end && row.since_seq < seq && (row.until_seq === null || row.until_seq >= seq),
    );
    const uids = [...new Set(wanted.map(({ user_id }) => user_id))].sort((a, b) => a - b);
    return { uids, nextCursor: end === Infinity ? undefined : end };
  }

  /** The receipts of these users. */
  async findReceipts(pushId: number, uids: readonly number[]): Promise<Map<number, PushReceiptRow>> {
    if (uids.length === 0) return new Map();
    const rows = await this.reads.query<PushReceiptRow>(
      `SELECT user_id, status, received_at, read_at FROM push_receipts
       WHERE push_id = ? AND user_id IN (${placeholders(uids.length)})`,
      [pushId, ...uids],
    );
    return new Map(rows.map((row) => [row.user_id, row]));
  }

  /** The next `limit` receipts of one status, by user id. */
  findByStatus(pushId: number, status: number, after: number, limit: number): Promise<PushReceiptRow[]> {
    return this.reads.query<PushReceiptRow>(
      `SELECT user_id, status, received_at, read_at FROM push_receipts
       WHERE push_id = ? AND status = ? AND user_id > ? ORDER BY user_id LIMIT ?`,
      [pushId, status, after, limit],
    );
  }
}

/** The last user all of whose rows are there. */
function lastWhole(rows: readonly IntervalRow[]): number {
  const last = rows.at(-1)?.user_id ?? 0;
  return rows.findLast(({ user_id }) => user_id !== last)?.user_id ?? last;
}
