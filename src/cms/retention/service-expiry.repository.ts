import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import type { Tx } from '../../database/session.js';
import { placeholders } from '../../database/sql.js';

export interface ServiceRow {
  readonly service_id: number;
  readonly inbox_gone: number;
  readonly outbox_gone: number;
}

/** A numbered entry of an account's list. */
export interface EntryRow {
  readonly no: number;
  /** UTC milliseconds; null where the message is gone. */
  readonly created_at: number | null;
}

export interface SentRow extends EntryRow {
  readonly id: number;
}

/** Tables with a row for each user whom a push is about. */
export const PUSH_TABLES = { pushReceipts: 'push_receipts', pushTargets: 'push_targets' } as const;
export type PushTable = (typeof PUSH_TABLES)[keyof typeof PUSH_TABLES];

/** What official accounts got and sent, as far as it is too old to be kept. */
@Injectable()
export class ServiceExpiryRepository {
  constructor(private readonly reads: ReadStore) {}

  /** The next `limit` accounts. */
  findServices(after: number, limit: number): Promise<ServiceRow[]> {
    return this.reads.query<ServiceRow>(
      `SELECT service_id, inbox_gone, outbox_gone FROM service_counters WHERE service_id > ? ORDER BY service_id LIMIT ?`,
      [after, limit],
    );
  }

  /** The oldest `limit` entries of an inbox that are left. */
  findReceived(serviceId: number, gone: number, limit: number): Promise<EntryRow[]> {
    return this.reads.query<EntryRow>(
      `SELECT i.no, m.created_at FROM service_inbox i
       LEFT JOIN messages m ON m.conversation_id = i.conversation_id AND m.seq = i.seq
       WHERE i.service_id = ? AND i.no > ? ORDER BY i.no LIMIT ?`,
      [serviceId, gone, limit],
    );
  }

  /** The oldest `limit` pushes of an account that are not hidden. */
  findSent(serviceId: number, gone: number, limit: number): Promise<SentRow[]> {
    return this.reads.query<SentRow>(
      `SELECT id, service_no AS no, created_at FROM pushes WHERE service_id = ? AND service_no > ?
       ORDER BY service_no LIMIT ?`,
      [serviceId, gone, limit],
    );
  }

  /** Takes the inbox's entries up to a number out, and out of its total. */
  async removeReceived(tx: Tx, serviceId: number, upTo: number): Promise<void> {
    await tx.execute('UPDATE service_counters SET inbox_gone = ? WHERE service_id = ? AND inbox_gone < ?', [
      upTo,
      serviceId,
      upTo,
    ]);
    await tx.execute(`${tx.dialect.deleteByKey('service_inbox')} WHERE service_id = ? AND no <= ?`, [serviceId, upTo]);
  }

  /** Takes pushes up to a number out of the account's list and total; they themselves are still there. */
  async hideSent(tx: Tx, serviceId: number, upTo: number): Promise<void> {
    await tx.execute('UPDATE service_counters SET outbox_gone = ? WHERE service_id = ? AND outbox_gone < ?', [
      upTo,
      serviceId,
      upTo,
    ]);
  }

  /** The next `limit` pushes that are hidden; 1 where a copy is left at somebody. */
  findHidden(
    serviceId: number,
    afterNo: number,
    gone: number,
    limit: number,
  ): Promise<{ id: number; no: number; held: number }[]> {
    return this.reads.query(
      `SELECT p.id, p.service_no AS no, EXISTS (SELECT 1 FROM messages m WHERE m.id = p.id) AS held FROM pushes p
       WHERE p.service_id = ? AND p.service_no > ? AND p.service_no <= ? ORDER BY p.service_no LIMIT ?`,
      [serviceId, afterNo, gone, limit],
    );
  }

  /** Up to `limit` users of those whom a table has for a push. */
  async findUsers(table: PushTable, pushId: number, limit: number): Promise<number[]> {
    const rows = await this.reads.query<{ user_id: number }>(`SELECT user_id FROM ${table} WHERE push_id = ? LIMIT ?`, [
      pushId,
      limit,
    ]);
    return rows.map(({ user_id }) => user_id);
  }

  deleteUsers(tx: Tx, table: PushTable, pushId: number, uids: readonly number[]): Promise<number> {
    return tx.execute(
      `${tx.dialect.deleteByKey(table)} WHERE push_id = ? AND user_id IN (${placeholders(uids.length)})`,
      [pushId, ...uids],
    );
  }

  async deletePush(tx: Tx, id: number): Promise<void> {
    await tx.execute(`${tx.dialect.deleteByKey('pushes')} WHERE id = ?`, [id]);
  }
}
