import { Injectable } from '@nestjs/common';
import { ReadStore } from '../database/read-store.js';
import type { ReadSession, Tx } from '../database/session.js';
import { chunks, placeholders, rowPlaceholders } from '../database/sql.js';
import { PUSH_KIND } from './push-kind.js';
import { SENDER_KIND, type SenderKind } from './message.js';

/** A message as it is stored. */
export interface MessageRow {
  conversation_id: number;
  seq: number;
  id: number;
  sender_kind: number;
  sender_id: number;
  client_msg_id: string | null;
  type: number;
  /** JSON text of the body as sent; empty once recalled. */
  body: string;
  created_at: number;
  recalled_at: number | null;
}

export interface NewMessageRow extends Omit<MessageRow, 'recalled_at'> {
  content_hash: string;
  receivers: number;
  accepted_at: number;
}

/** What a repeat finds of the first send. */
export interface StoredSend {
  readonly msgId: number;
  readonly seq: number;
  readonly hash: string;
}

export interface ClientId {
  readonly senderKind: SenderKind;
  readonly senderId: number;
  readonly clientMsgId: string;
}

const COLUMNS = `conversation_id, seq, id, sender_kind, sender_id, client_msg_id, type, body, content_hash,
  receivers, accepted_at, created_at`;
const COLUMN_COUNT = 12;

const READ_COLUMNS = `conversation_id, seq, id, sender_kind, sender_id, client_msg_id, type, body, created_at, recalled_at`;

/** A message without its body, and the conversation that it stands in. */
export interface PlaceRow extends Pick<MessageRow, 'id' | 'conversation_id' | 'seq' | 'sender_kind' | 'sender_id'> {
  receivers: number;
  conversation_key: string;
  expired_seq: number;
}

const PLACES = `SELECT m.id, m.conversation_id, m.seq, m.sender_kind, m.sender_id, m.receivers, c.conversation_key,
    c.expired_seq
  FROM messages m JOIN conversations c ON c.id = m.conversation_id`;

@Injectable()
export class MessageRepository {
  constructor(private readonly reads: ReadStore) {}

  /**
   * What these client ids were used for before, by `<sender kind>:<sender>:<client id>`: sends, and
   * other requests, whose hash is no send's.
   */
  async findByClientIds(session: ReadSession, ids: readonly ClientId[]): Promise<Map<string, StoredSend>> {
    if (ids.length === 0) return new Map();
    // Spelt out with OR: MariaDB answers a row-constructor IN by reading the whole table.
    const match = ids.map(() => '(sender_kind = ? AND sender_id = ? AND client_msg_id = ?)').join(' OR ');
    const values = ids.flatMap(({ senderKind, senderId, clientMsgId }) => [
      SENDER_KIND[senderKind],
      senderId,
      clientMsgId,
    ]);
    const rows = await session.query<NewMessageRow>(
      `SELECT sender_kind, sender_id, client_msg_id, id, seq, content_hash FROM messages WHERE ${match} UNION ALL
       SELECT sender_kind, sender_id, client_msg_id, result, 0, content_hash FROM client_requests WHERE ${match}`,
      [...values, ...values],
    );
    const kinds = Object.keys(SENDER_KIND) as SenderKind[];
    return new Map(
      rows.map((row) => [
        `${kinds[row.sender_kind]}:${row.sender_id}:${row.client_msg_id}`,
        { msgId: row.id, seq: row.seq, hash: row.content_hash },
      ]),
    );
  }

  async insert(tx: Tx, rows: readonly NewMessageRow[]): Promise<void> {
    await tx.executeLater(
      `INSERT INTO messages (${COLUMNS}) VALUES ${rowPlaceholders(rows.length, COLUMN_COUNT)}`,
      rows.flatMap((row) => [
        row.conversation_id,
        row.seq,
        row.id,
        row.sender_kind,
        row.sender_id,
        row.client_msg_id,
        row.type,
        row.body,
        row.content_hash,
        row.receivers,
        row.accepted_at,
        row.created_at,
      ]),
    );
  }

  /** Messages `from` … `to`, ascending: one range scan of the primary key. */
  findRange(conversationId: number, from: number, to: number): Promise<MessageRow[]> {
    return this.reads.query<MessageRow>(
      `SELECT ${READ_COLUMNS} FROM messages WHERE conversation_id = ? AND seq BETWEEN ? AND ? ORDER BY seq`,
      [conversationId, from, to],
    );
  }

  /** The messages at these places of several conversations. */
  async findPlaces(places: readonly { conversationId: number; seq: number }[]): Promise<MessageRow[]> {
    const rows: MessageRow[] = [];
    for (const part of chunks(places, 250)) {
      const match = part.map(() => '(conversation_id = ? AND seq = ?)').join(' OR ');
      const sql = `SELECT ${READ_COLUMNS} FROM messages WHERE ${match}`;
      const parameters = part.flatMap(({ conversationId, seq }) => [conversationId, seq]);
      rows.push(...(await this.reads.query<MessageRow>(sql, parameters)));
    }
    return rows;
  }

  /** Messages of several stretches, in any order. */
  async findStretches(
    stretches: readonly { conversationId: number; from: number; to: number }[],
  ): Promise<MessageRow[]> {
    const rows: MessageRow[] = [];
    for (const part of chunks(stretches, 200)) {
      const match = part.map(() => '(conversation_id = ? AND seq BETWEEN ? AND ?)').join(' OR ');
      const sql = `SELECT ${READ_COLUMNS} FROM messages WHERE ${match}`;
      const parameters = part.flatMap(({ conversationId, from, to }) => [conversationId, from, to]);
      rows.push(...(await this.reads.query<MessageRow>(sql, parameters)));
    }
    return rows;
  }

  /** The JSON texts of bodies that are stored once for many. */
  async findPushBodies(ids: readonly number[]): Promise<Map<number, string>> {
    const bodies = new Map<number, string>();
    for (const part of chunks(ids)) {
      const sql = `SELECT id, body FROM pushes WHERE id IN (${placeholders(part.length)})`;
      for (const { id, body } of await this.reads.query<{ id: number; body: string }>(sql, part)) bodies.set(id, body);
    }
    return bodies;
  }

  async findLastSeq(conversationId: number): Promise<number> {
    const sql = 'SELECT last_seq FROM conversations WHERE id = ?';
    const [row] = await this.reads.query<{ last_seq: number }>(sql, [conversationId]);
    return row?.last_seq ?? 0;
  }

  /** Up to where a conversation's messages are gone. */
  async findExpiredSeq(conversationId: number): Promise<number> {
    const sql = 'SELECT expired_seq FROM conversations WHERE id = ?';
    const [row] = await this.reads.query<{ expired_seq: number }>(sql, [conversationId]);
    return row?.expired_seq ?? 0;
  }

  /** Where those of the messages that exist are. */
  async findByIds(ids: readonly number[]): Promise<PlaceRow[]> {
    const rows: PlaceRow[] = [];
    for (const part of chunks(ids)) {
      rows.push(...(await this.reads.query<PlaceRow>(`${PLACES} WHERE m.id IN (${placeholders(part.length)})`, part)));
    }
    return rows;
  }

  /** Those of the ids that are pushes to listed users, with the account of each. */
  async findListPushes(ids: readonly number[]): Promise<Map<number, number>> {
    const found = new Map<number, number>();
    for (const part of chunks(ids)) {
      const sql = `SELECT id, service_id FROM pushes WHERE id IN (${placeholders(part.length)}) AND kind = ${PUSH_KIND.list}`;
      for (const row of await this.reads.query<{ id: number; service_id: number }>(sql, part)) {
        found.set(row.id, row.service_id);
      }
    }
    return found;
  }

  /** Where pushes stand in these conversations. */
  async findCopies(copies: readonly { id: number; conversationId: number }[]): Promise<PlaceRow[]> {
    const rows: PlaceRow[] = [];
    for (const part of chunks(copies, 250)) {
      const match = part.map(() => '(m.id = ? AND m.conversation_id = ?)').join(' OR ');
      const parameters = part.flatMap(({ id, conversationId }) => [id, conversationId]);
      rows.push(...(await this.reads.query<PlaceRow>(`${PLACES} WHERE ${match}`, parameters)));
    }
    return rows;
  }

  /** Places `from` … `to` of one conversation, newest first. */
  findPlacesBelow(tx: Tx, conversationId: number, from: number, to: number, limit: number): Promise<PlaceRow[]> {
    const sql = `${PLACES} WHERE m.conversation_id = ? AND m.seq BETWEEN ? AND ? ORDER BY m.seq DESC LIMIT ?`;
    return tx.query<PlaceRow>(sql, [conversationId, from, Math.min(to, Number.MAX_SAFE_INTEGER), limit]);
  }
}
