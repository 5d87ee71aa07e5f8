import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import type { Tx } from '../../database/session.js';
import { placeholders } from '../../database/sql.js';
import { followersOf, keyOf } from '../../timeline/conversation-target.js';
import type { MessageBody } from '../../timeline/message.js';
import {
  type NewSchedule,
  type Schedule,
  SCHEDULE_AUDIENCE,
  SCHEDULE_STATE,
  type ScheduleOutcome,
  type ScheduleState,
} from './schedule.js';
import { ScheduleReceiverRepository } from './schedule-receiver.repository.js';

/** As the list shows one. */
export interface ListedScheduleRow {
  readonly id: number;
  readonly service_id: number;
  readonly state: number;
  readonly audience: number;
  readonly type: number;
  readonly body: string;
  readonly send_at: number;
  readonly msg_id: number | null;
  readonly sent_at: number | null;
  readonly error_code: number | null;
  readonly created_by: string;
  /** As of sending; before it, how many are listed or follow now. */
  readonly receivers: number;
}

/** One that is to be sent, and by which account: each account's wait for each other only. */
export interface DueSchedule {
  readonly id: number;
  readonly serviceId: number;
}

export interface DueQuery {
  /** UTC milliseconds. */
  readonly now: number;
  readonly staleAt: number;
  /** Accounts that are left out. */
  readonly except: readonly number[];
  /** Of one account at the most. */
  readonly each: number;
  readonly limit: number;
}

export interface SentSchedule {
  /** UTC milliseconds. */
  readonly sentAt: number;
  /** Whether the push was recalled or expired meanwhile: the body is gone here, too. */
  readonly isGone: boolean;
}

const SHOWN_AS: Readonly<Record<ScheduleOutcome, readonly ScheduleState[]>> = {
  waiting: ['waiting', 'sending'],
  sent: ['sent'],
  cancelled: ['cancelled'],
  failed: ['failed'],
};

@Injectable()
export class ScheduleRepository {
  constructor(
    private readonly reads: ReadStore,
    private readonly receivers: ScheduleReceiverRepository,
  ) {}

  async insert(tx: Tx, { id, serviceId, receivers, type, body, sendAt, createdBy }: NewSchedule): Promise<void> {
    const audience = receivers ? SCHEDULE_AUDIENCE.list : SCHEDULE_AUDIENCE.followers;
    const row = [id, serviceId, SCHEDULE_STATE.waiting, audience, type, JSON.stringify(body), sendAt, createdBy];
    await tx.execute(
      `INSERT INTO schedules (id, service_id, state, audience, type, body, send_at, created_by, created_at, receivers,
         receivers_kept) VALUES (${placeholders(row.length + 3)})`,
      [...row, Date.now(), receivers?.length ?? 0, receivers ? 1 : 0],
    );
    if (receivers) await this.receivers.insert(tx, id, receivers);
  }

  async findServiceId(id: number): Promise<number | undefined> {
    const [row] = await this.reads.query<{ service_id: number }>('SELECT service_id FROM schedules WHERE id = ?', [id]);
    return row?.service_id;
  }

  /** The state, which stays until the transaction ends. */
  async lockState(tx: Tx, id: number): Promise<number | undefined> {
    const sql = `SELECT state FROM schedules WHERE id = ? ${tx.dialect.forUpdate}`;
    return (await tx.query<{ state: number }>(sql, [id]))[0]?.state;
  }

  async cancel(tx: Tx, id: number): Promise<void> {
    const sql = 'UPDATE schedules SET state = ? WHERE id = ? AND state = ?';
    await tx.execute(sql, [SCHEDULE_STATE.cancelled, id, SCHEDULE_STATE.waiting]);
  }

  /**
   * What is to be sent: due, and waiting, or claimed by nobody any more or at or before `staleAt`. A statement of one
   * index range. Of no account more than `each`, so that none fills the list.
   * @returns the first of each account first, then by `send_at`; `limit` at most
   */
  async findDue({ now, staleAt, except, each, limit }: DueQuery): Promise<DueSchedule[]> {
    const { waiting, sending } = SCHEDULE_STATE;
    const others = except.length === 0 ? '' : `AND service_id NOT IN (${placeholders(except.length)})`;
    const rows = await this.reads.query<{ id: number; service_id: number }>(
      `SELECT id, service_id FROM (
         SELECT id, service_id, send_at, ROW_NUMBER() OVER (PARTITION BY service_id ORDER BY send_at, id) AS place
         FROM schedules WHERE state IN (?, ?) AND send_at <= ?
         AND (state = ? OR claimed_at IS NULL OR claimed_at <= ?) ${others}
       ) due WHERE place <= ? ORDER BY place, send_at, id LIMIT ?`,
      [waiting, sending, now, waiting, staleAt, ...except, each, limit],
    );
    return rows.map(({ id, service_id }) => ({ id, serviceId: service_id }));
  }

  /**
   * Makes it `sending` since `now`. The first claim settles who gets it: listed users who were deleted by then do not.
   * @returns undefined where another node, or a cancel, was faster
   */
  async claim(tx: Tx, id: number, now: number, staleAt: number): Promise<Schedule | undefined> {
    const { waiting, sending } = SCHEDULE_STATE;
    const claim = 'UPDATE schedules SET state = ?, claimed_at = ? WHERE id = ? AND state = ?';
    const isFirst = (await tx.execute(claim, [sending, now, id, waiting])) > 0;
    if (isFirst) await this.receivers.removeDeleted(tx, id);
    else {
      const takeOver = `${claim} AND (claimed_at IS NULL OR claimed_at <= ?)`;
      if ((await tx.execute(takeOver, [sending, now, id, sending, staleAt])) === 0) return undefined;
    }
    return this.read(tx, id);
  }

  /** Removes the bodies of those whose pushes (some hundreds) go; in the same transaction. */
  async forgetBodies(tx: Tx, msgIds: readonly number[]): Promise<void> {
    await tx.execute(`UPDATE schedules SET body = '{}' WHERE msg_id IN (${placeholders(msgIds.length)})`, msgIds);
  }

  /**
   * By whichever node it was claimed last: they all send under one msg_id.
   * @param now when it was sent where that is known no more: the push has expired meanwhile
   */
  async markSent(tx: Tx, id: number, msgId: number, now: number): Promise<SentSchedule> {
    // Its lock: a recall comes before this, and is seen, or after it, and finds the msg_id.
    const [push] = await tx.query<{ receivers: number; created_at: number; recalled_at: number | null }>(
      `SELECT receivers, created_at, recalled_at FROM pushes WHERE id = ? ${tx.dialect.forUpdate}`,
      [msgId],
    );
    const { sent, sending } = SCHEDULE_STATE;
    const sentAt = push?.created_at ?? now;
    await tx.execute(
      `UPDATE schedules SET state = ?, msg_id = ?, sent_at = ?, claimed_at = NULL, receivers = COALESCE(?, receivers)
       WHERE id = ? AND state = ?`,
      [sent, msgId, sentAt, push?.receivers ?? null, id, sending],
    );
    const isGone = push?.recalled_at !== null;
    if (isGone) await this.forgetBodies(tx, [msgId]);
    return { sentAt, isGone };
  }

  /** Of the claim of `since`; where another node took over, the outcome is that one's. */
  async markFailed(tx: Tx, id: number, since: number, errorCode: number): Promise<void> {
    await tx.execute(
      'UPDATE schedules SET state = ?, error_code = ?, claimed_at = NULL WHERE id = ? AND state = ? AND claimed_at = ?',
      [SCHEDULE_STATE.failed, errorCode, id, SCHEDULE_STATE.sending, since],
    );
  }

  /** Lets anybody claim it at once. It stays `sending`: a commit that nobody confirmed may hold. */
  async release(tx: Tx, id: number, since: number): Promise<void> {
    const sql = 'UPDATE schedules SET claimed_at = NULL WHERE id = ? AND state = ? AND claimed_at = ?';
    await tx.execute(sql, [id, SCHEDULE_STATE.sending, since]);
  }

  /** How many there are of an account; along an index, without their rows. */
  async count(serviceId: number, outcome: ScheduleOutcome | undefined): Promise<number> {
    const { sql, parameters } = whereOf(serviceId, outcome);
    const [row] = await this.reads.query<{ total: number }>(
      `SELECT COUNT(*) AS total FROM schedules s WHERE ${sql}`,
      parameters,
    );
    return row?.total ?? 0;
  }

  /** By `send_at`. */
  list(serviceId: number, outcome: ScheduleOutcome | undefined, limit: number, offset: number) {
    const { sql, parameters } = whereOf(serviceId, outcome);
    return this.reads.query<ListedScheduleRow>(
      `SELECT s.id, s.service_id, s.state, s.audience, s.type, s.body, s.send_at, s.msg_id, s.sent_at, s.error_code,
         s.created_by,
         CASE WHEN s.audience = ${SCHEDULE_AUDIENCE.list} OR s.state = ${SCHEDULE_STATE.sent} THEN s.receivers
           ELSE COALESCE(c.member_count, 0) END AS receivers
       FROM schedules s LEFT JOIN conversations c ON c.conversation_key = ?
       WHERE ${sql} ORDER BY s.send_at, s.id LIMIT ? OFFSET ?`,
      [keyOf(followersOf(serviceId)), ...parameters, limit, offset],
    );
  }

  private async read(tx: Tx, id: number): Promise<Schedule | undefined> {
    const [row] = await tx.query<Pick<ListedScheduleRow, 'service_id' | 'audience' | 'type' | 'body' | 'send_at'>>(
      'SELECT service_id, audience, type, body, send_at FROM schedules WHERE id = ?',
      [id],
    );
    if (!row) return undefined;
    const { service_id, audience, type, body, send_at } = row;
    const receivers = audience === SCHEDULE_AUDIENCE.list ? await this.receivers.read(tx, id) : undefined;
    return { id, serviceId: service_id, receivers, type, body: JSON.parse(body) as MessageBody, sendAt: send_at };
  }
}

function whereOf(serviceId: number, outcome: ScheduleOutcome | undefined): { sql: string; parameters: number[] } {
  if (outcome === undefined) return { sql: 's.service_id = ?', parameters: [serviceId] };
  const states = SHOWN_AS[outcome].map((state) => SCHEDULE_STATE[state]);
  return {
    sql: `s.service_id = ? AND s.state IN (${placeholders(states.length)})`,
    parameters: [serviceId, ...states],
  };
}
