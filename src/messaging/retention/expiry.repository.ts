import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import type { Tx } from '../../database/session.js';
import { placeholders } from '../../database/sql.js';
import { type ConversationTarget, targetOf } from '../../timeline/conversation-target.js';
import { SENDER_KIND } from '../../timeline/message.js';

/** A conversation, and the oldest message that it still has. */
export interface OldestRow {
  readonly id: number;
  readonly expired_seq: number;
  /** Up to where nothing is left about expired messages. */
  readonly cleaned_seq: number;
  /** UTC milliseconds; null where it has none. */
  readonly created_at: number | null;
}

export interface BlockKeyRow {
  readonly user_id: number;
  readonly block: number;
}

/** What goes with messages that are too old to be kept. */
@Injectable()
export class ExpiryRepository {
  constructor(private readonly reads: ReadStore) {}

  /** The next `limit` conversations by id, each with its oldest message: two look-ups by primary key for each. */
  findOldest(afterId: number, limit: number): Promise<OldestRow[]> {
    return this.reads.query<OldestRow>(
      `SELECT c.id, c.expired_seq, c.cleaned_seq, m.created_at
       FROM (SELECT id, expired_seq, cleaned_seq FROM conversations WHERE id > ? ORDER BY id LIMIT ?) c
       LEFT JOIN messages m ON m.conversation_id = c.id AND m.seq = c.expired_seq + 1 ORDER BY c.id`,
      [afterId, limit],
    );
  }

  /**
   * Removes the oldest messages of a conversation, up to the first one of `cutoff` (UTC milliseconds) or later, and
   * `limit` at most. Their client ids are remembered in the same transaction: a repeat finds the first one for ever.
   * @returns up to where they are gone, and how many went now
   */
  async expire(
    tx: Tx,
    conversationId: number,
    cutoff: number,
    limit: number,
  ): Promise<{ expiredSeq: number; count: number }> {
    const lock = `SELECT conversation_key, expired_seq FROM conversations WHERE id = ? ${tx.dialect.forUpdate}`;
    const [place] = await tx.query<{ conversation_key: string; expired_seq: number }>(lock, [conversationId]);
    if (!place) return { expiredSeq: 0, count: 0 };
    const expiredSeq = place.expired_seq;
    const rows = await tx.query<{ seq: number; created_at: number }>(
      'SELECT seq, created_at FROM messages WHERE conversation_id = ? AND seq > ? ORDER BY seq LIMIT ?',
      [conversationId, expiredSeq, limit],
    );
    const younger = rows.findIndex(({ created_at }) => created_at >= cutoff);
    const aged = younger === -1 ? rows : rows.slice(0, younger);
    const listed = await this.findListed(tx, conversationId, targetOf(place.conversation_key), aged);
    const old = aged.filter(({ seq }) => seq < listed);
    const upTo = old.at(-1)?.seq;
    if (upTo === undefined) return { expiredSeq, count: 0 };
    const range = [conversationId, expiredSeq, upTo];
    // What official accounts send has its client id there from the beginning; who is deleted repeats nothing any more.
    await tx.execute(
      `INSERT INTO client_requests (sender_kind, sender_id, client_msg_id, content_hash, result)
       SELECT m.sender_kind, m.sender_id, m.client_msg_id, m.content_hash, m.id FROM messages m
       WHERE m.conversation_id = ? AND m.seq > ? AND m.seq <= ? AND m.client_msg_id IS NOT NULL
         AND m.sender_kind = ${SENDER_KIND.user}
         AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = m.sender_id AND u.deleted_at IS NOT NULL)
         AND NOT EXISTS (SELECT 1 FROM client_requests r
           WHERE r.sender_kind = m.sender_kind AND r.sender_id = m.sender_id AND r.client_msg_id = m.client_msg_id)`,
      range,
    );
    await tx.execute(`${tx.dialect.deleteByKey('messages')} WHERE conversation_id = ? AND seq > ? AND seq <= ?`, range);
    await tx.execute('UPDATE conversations SET expired_seq = ? WHERE id = ?', [upTo, conversationId]);
    return { expiredSeq: upTo, count: old.length };
  }

  /**
   * The first of these that an official account still lists, as sent or as received; Infinity where there is none. Those
   * lists expire before messages do, but in an order of their own: an entry may be held up there by a younger one.
   */
  private async findListed(
    tx: Tx,
    conversationId: number,
    target: ConversationTarget,
    rows: readonly { readonly seq: number }[],
  ): Promise<number> {
    const [first, last] = [rows.at(0), rows.at(-1)];
    if (target.kind === 'users' || !first || !last) return Infinity;
    const [sent] = await tx.query<{ seq: number }>(
      `SELECT m.seq FROM messages m JOIN pushes p ON p.id = m.id
       JOIN service_counters c ON c.service_id = p.service_id AND p.service_no > c.outbox_gone
       WHERE m.conversation_id = ? AND m.seq >= ? AND m.seq <= ? AND m.sender_kind = ${SENDER_KIND.service}
       ORDER BY m.seq LIMIT 1`,
      [conversationId, first.seq, last.seq],
    );
    if (target.kind === 'group') return sent?.seq ?? Infinity;
    const [received] = await tx.query<{ seq: number }>(
      'SELECT seq FROM service_inbox WHERE service_id = ? AND user_id = ? ORDER BY no LIMIT 1',
      [target.serviceId, target.uid],
    );
    return Math.min(sent?.seq ?? Infinity, received?.seq ?? Infinity);
  }

  /** Nothing is left about what has expired up to `seq`. */
  async setCleaned(tx: Tx, conversationId: number, seq: number): Promise<void> {
    const sql = 'UPDATE conversations SET cleaned_seq = ? WHERE id = ? AND cleaned_seq < ?';
    await tx.execute(sql, [seq, conversationId, seq]);
  }

  /** The next `limit` lines of the log of recalls that are about a conversation. */
  findRecalls(conversationId: number, afterNo: number, limit: number): Promise<{ no: number; seq: number }[]> {
    return this.reads.query<{ no: number; seq: number }>(
      'SELECT no, seq FROM recalls WHERE conversation_id = ? AND no > ? ORDER BY no LIMIT ?',
      [conversationId, afterNo, limit],
    );
  }

  deleteRecalls(tx: Tx, nos: readonly number[]): Promise<number> {
    return tx.execute(`${tx.dialect.deleteByKey('recalls')} WHERE no IN (${placeholders(nos.length)})`, nos);
  }

  /** The next `limit` blocks of receipts in a conversation, by user. */
  findBlocks(conversationId: number, after: BlockKeyRow, limit: number): Promise<BlockKeyRow[]> {
    return this.reads.query<BlockKeyRow>(
      `SELECT user_id, block FROM receipt_blocks WHERE conversation_id = ? AND user_id >= ? AND (user_id > ? OR block > ?)
       ORDER BY user_id, block LIMIT ?`,
      [conversationId, after.user_id, after.user_id, after.block, limit],
    );
  }
}
