import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import type { Tx } from '../../database/session.js';
import { placeholders } from '../../database/sql.js';
import { SENDER_KIND } from '../../timeline/message.js';

/** Where a page of somebody's messages ends: those that carry a client id come first, by it; then the others. */
export type WrittenCursor =
  | { readonly clientMsgId: string }
  | { readonly clientMsgId: null; readonly conversationId: number; readonly seq: number };

export interface WrittenRow {
  readonly conversation_id: number;
  readonly seq: number;
  readonly client_msg_id: string | null;
}

const BY_SENDER = 'uq_messages_client_msg_id';

/** What one user wrote, and taking it away. */
@Injectable()
export class EraseRepository {
  constructor(private readonly reads: ReadStore) {}

  /**
   * The next `limit` messages that the user wrote, anywhere. It reads an index and no message: MariaDB does not know
   * that those without a client id stand there in the order of the primary key, and looks through all of them.
   */
  findWritten(uid: number, after: WrittenCursor, limit: number): Promise<WrittenRow[]> {
    const columns = 'conversation_id, seq, client_msg_id';
    const from = this.reads.dialect.alongIndex('messages', BY_SENDER);
    if (after.clientMsgId !== null) {
      return this.reads.query<WrittenRow>(
        `SELECT ${columns} FROM ${from} WHERE sender_kind = ${SENDER_KIND.user} AND sender_id = ? AND client_msg_id > ?
         ORDER BY client_msg_id LIMIT ?`,
        [uid, after.clientMsgId, limit],
      );
    }
    const { conversationId, seq } = after;
    return this.reads.query<WrittenRow>(
      `SELECT ${columns} FROM ${from} WHERE sender_kind = ${SENDER_KIND.user} AND sender_id = ? AND client_msg_id IS NULL
         AND conversation_id >= ? AND (conversation_id > ? OR seq > ?)
       ORDER BY conversation_id, seq LIMIT ?`,
      [uid, conversationId, conversationId, seq, limit],
    );
  }

  /** The next `limit` messages of one conversation. */
  findIn(conversationId: number, afterSeq: number, limit: number): Promise<WrittenRow[]> {
    return this.reads.query<WrittenRow>(
      `SELECT conversation_id, seq, client_msg_id FROM messages
       WHERE conversation_id = ? AND seq > ? ORDER BY seq LIMIT ?`,
      [conversationId, afterSeq, limit],
    );
  }

  /** Those of the seqs of which more is left than the place. */
  async findUnerased(conversationId: number, seqs: readonly number[]): Promise<number[]> {
    const rows = await this.reads.query<{ seq: number }>(
      `SELECT seq FROM messages WHERE conversation_id = ? AND seq IN (${placeholders(seqs.length)})
       AND (recalled_at IS NULL OR content_hash <> '')`,
      [conversationId, ...seqs],
    );
    return rows.map((row) => row.seq);
  }

  /**
   * Takes the bodies away, and what was kept to know a repeat by: its sender repeats nothing any more.
   * @returns those that were not recalled before, by seq
   */
  async erase(
    tx: Tx,
    conversationId: number,
    seqs: readonly number[],
    now: number,
  ): Promise<{ id: number; seq: number }[]> {
    const match = `conversation_id = ? AND seq IN (${placeholders(seqs.length)})`;
    const fresh = await tx.query<{ id: number; seq: number }>(
      `SELECT id, seq FROM messages WHERE ${match} AND recalled_at IS NULL ORDER BY seq ${tx.dialect.forUpdate}`,
      [conversationId, ...seqs],
    );
    await tx.execute(
      `UPDATE messages SET body = '', content_hash = '', recalled_at = COALESCE(recalled_at, ?) WHERE ${match}`,
      [now, conversationId, ...seqs],
    );
    return fresh;
  }
}
