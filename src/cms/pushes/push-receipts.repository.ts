import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';

export interface PushReceiptRow {
  user_id: number;
  status: number;
  received_at: number;
  read_at: number | null;
}

/** Who received a push or read it, by user id. */
@Injectable()
export class PushReceiptsRepository {
  constructor(private readonly reads: ReadStore) {}

  /** The first `limit` receipts of users above `after` and up to `to`. */
  findBetween(pushId: number, after: number, to: number, limit: number): Promise<PushReceiptRow[]> {
    return this.reads.query<PushReceiptRow>(
      `SELECT user_id, status, received_at, read_at FROM push_receipts
       WHERE push_id = ? AND user_id > ? AND user_id <= ? ORDER BY user_id LIMIT ?`,
      [pushId, after, to, limit],
    );
  }

  /** The next `limit` receipts of one status. */
  findByStatus(pushId: number, status: number, after: number, limit: number): Promise<PushReceiptRow[]> {
    return this.reads.query<PushReceiptRow>(
      `SELECT user_id, status, received_at, read_at
       FROM ${this.reads.dialect.alongIndex('push_receipts', 'ix_push_receipts_status')}
       WHERE push_id = ? AND status = ? AND user_id > ? ORDER BY user_id LIMIT ?`,
      [pushId, status, after, limit],
    );
  }
}
