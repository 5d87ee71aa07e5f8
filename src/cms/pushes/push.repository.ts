import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import { placeholders } from '../../database/sql.js';

/** What an official account sent, with what became of it. */
export interface PushRow {
  id: number;
  service_id: number;
  service_no: number;
  kind: number;
  type: number;
  body: string;
  receivers: number;
  received_count: number;
  read_count: number;
  created_at: number;
  recalled_at: number | null;
}

/** An entry of an account's inbox: where the message stands. */
export interface InboxRow {
  no: number;
  user_id: number;
  conversation_id: number;
  seq: number;
}

/** Numbers of an account's list, which have no gaps. */
export interface NumberRange {
  readonly above: number;
  readonly last: number;
}

/** Of both lists of an account. */
export interface ServiceNumbers {
  readonly inbox: NumberRange;
  readonly outbox: NumberRange;
}

const COLUMNS = `p.id, p.service_id, p.service_no, p.kind, p.type, p.body, p.receivers, p.received_count, p.read_count,
  p.created_at, p.recalled_at`;
/** What has expired is gone from one commit on, wherever it is looked up; its rows go later (ADR 0017). */
const THERE = `FROM pushes p JOIN service_counters c ON c.service_id = p.service_id AND p.service_no > c.outbox_gone`;
/** Of the CMS, that is: until its last copy has gone somebody may read it. */
const HELD = `FROM pushes p JOIN service_counters c ON c.service_id = p.service_id
  AND (p.service_no > c.outbox_gone OR EXISTS (SELECT 1 FROM messages m WHERE m.id = p.id))`;

/** Reads what accounts sent and got, by their numbers. */
@Injectable()
export class PushRepository {
  constructor(private readonly reads: ReadStore) {}

  async find(id: number): Promise<PushRow | undefined> {
    const [row] = await this.reads.query<PushRow>(`SELECT ${COLUMNS} ${THERE} WHERE p.id = ?`, [id]);
    return row;
  }

  /** As `find`, and one that has expired while a receiver has a copy of it. */
  async findHeld(id: number): Promise<PushRow | undefined> {
    const [row] = await this.reads.query<PushRow>(`SELECT ${COLUMNS} ${HELD} WHERE p.id = ?`, [id]);
    return row;
  }

  /** Whether a push has not expired. */
  async isThere(id: number): Promise<boolean> {
    return (await this.reads.query(`SELECT p.id ${THERE} WHERE p.id = ?`, [id])).length > 0;
  }

  /** Those of the ids that are pushes, in no order. */
  async findAll(ids: readonly number[]): Promise<PushRow[]> {
    if (ids.length === 0) return [];
    return this.reads.query<PushRow>(`SELECT ${COLUMNS} ${THERE} WHERE p.id IN (${placeholders(ids.length)})`, ids);
  }

  /** The numbers of what there is: above the first, up to the last one of each list. */
  async numbers(serviceId: number): Promise<ServiceNumbers> {
    const [row] = await this.reads.query<Record<'inbox_no' | 'inbox_gone' | 'outbox_no' | 'outbox_gone', number>>(
      'SELECT inbox_no, inbox_gone, outbox_no, outbox_gone FROM service_counters WHERE service_id = ?',
      [serviceId],
    );
    return {
      inbox: { above: row?.inbox_gone ?? 0, last: row?.inbox_no ?? 0 },
      outbox: { above: row?.outbox_gone ?? 0, last: row?.outbox_no ?? 0 },
    };
  }

  /** `limit` of the account's pushes of these numbers, newest first. */
  findSent(serviceId: number, { above, last }: NumberRange, limit: number): Promise<PushRow[]> {
    return this.reads.query<PushRow>(
      `SELECT ${COLUMNS} FROM pushes p WHERE p.service_id = ? AND p.service_no > ? AND p.service_no <= ?
       ORDER BY p.service_no DESC LIMIT ?`,
      [serviceId, above, last, limit],
    );
  }

  /** `limit` of the account's inbox of these numbers, newest first. */
  findReceived(serviceId: number, { above, last }: NumberRange, limit: number): Promise<InboxRow[]> {
    return this.reads.query<InboxRow>(
      `SELECT no, user_id, conversation_id, seq FROM service_inbox
       WHERE service_id = ? AND no > ? AND no <= ? ORDER BY no DESC LIMIT ?`,
      [serviceId, above, last, limit],
    );
  }

  /** How many of these numbers are a user's. */
  async countReceivedFrom(serviceId: number, uid: number, { above, last }: NumberRange): Promise<number> {
    const [row] = await this.reads.query<{ total: number }>(
      'SELECT COUNT(*) AS total FROM service_inbox WHERE service_id = ? AND user_id = ? AND no > ? AND no <= ?',
      [serviceId, uid, above, last],
    );
    return row?.total ?? 0;
  }

  /** `limit` of a user's entries of these numbers, newest first, behind the first `offset` of them. */
  findReceivedFrom(
    serviceId: number,
    uid: number,
    { above, last }: NumberRange,
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): Promise<InboxRow[]> {
    return this.reads.query<InboxRow>(
      `SELECT no, user_id, conversation_id, seq FROM service_inbox
       WHERE service_id = ? AND user_id = ? AND no > ? AND no <= ? ORDER BY no DESC LIMIT ? OFFSET ?`,
      [serviceId, uid, above, last, limit, offset],
    );
  }
}
