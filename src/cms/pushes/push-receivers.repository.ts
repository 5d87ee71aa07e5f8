import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import { placeholders } from '../../database/sql.js';
import { PUSH_KIND } from '../../timeline/push-kind.js';
import type { PushRow } from './push.repository.js';

/** Somebody to whom a push went; `cursor` says where to go on behind them. */
export interface ReceiverRow {
  readonly user_id: number;
  readonly cursor: number;
}

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
  async findReceivers({ id, kind }: PushRow, after: number, limit: number): Promise<ReceiverRow[]> {
    if (kind === PUSH_KIND.list) {
      // By conversation, in which order the push's index has them.
      return this.reads.query<ReceiverRow>(
        `SELECT p.user_id, m.conversation_id AS \`cursor\` FROM messages m
         JOIN participants p ON p.conversation_id = m.conversation_id AND p.user_id > 0
         WHERE m.id = ? AND m.conversation_id > ? ORDER BY m.conversation_id LIMIT ?`,
        [id, after, limit],
      );
    }
    const [place] = await this.reads.query<{ conversation_id: number; seq: number }>(
      'SELECT conversation_id, seq FROM messages WHERE id = ?',
      [id],
    );
    if (!place) return [];
    const { conversation_id, seq } = place;
    const page = (table: string, condition: string, parameters: readonly number[]): Promise<{ user_id: number }[]> =>
      this.reads.query<{ user_id: number }>(
        `SELECT user_id FROM ${table} WHERE conversation_id = ? AND user_id > ? AND since_seq < ?${condition}
         ORDER BY user_id LIMIT ?`,
        [conversation_id, after, seq, ...parameters, limit],
      );
    const present = await page('group_members', '', []);
    const past = await page('past_memberships', ' AND until_seq >= ?', [seq]);
    const uids = [...new Set([...present, ...past].map(({ user_id }) => user_id))].sort((a, b) => a - b);
    return uids.slice(0, limit).map((user_id) => ({ user_id, cursor: user_id }));
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
