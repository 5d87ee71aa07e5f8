import { Injectable } from '@nestjs/common';
import type { Page } from '../../common/paging.js';
import { readPage, type RowPage } from '../../database/read-page.js';
import { ReadStore } from '../../database/read-store.js';
import type { Tx } from '../../database/session.js';
import { chunks, eachChunk, placeholders, rowPlaceholders } from '../../database/sql.js';
import { inGroup, keyOf } from '../../timeline/conversation-target.js';
import type { MessageBody } from '../../timeline/message.js';
import {
  type ClaimedSchedule,
  type NewSchedule,
  type Schedule,
  SCHEDULE_AUDIENCE,
  SCHEDULE_STATE,
  type ScheduleOutcome,
  type ScheduleState,
} from './schedule.js';

const FOLLOWERS = 4;

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

const SHOWN_AS: Readonly<Record<ScheduleOutcome, readonly ScheduleState[]>> = {
  waiting: ['waiting', 'sending'],
  sent: ['sent'],
  cancelled: ['cancelled'],
  failed: ['failed'],
};

@Injectable()
export class ScheduleRepository {
  constructor(private readonly reads: ReadStore) {}

  async insert(tx: Tx, { id, serviceId, receivers, type, body, sendAt, createdBy }: NewSchedule): Promise<void> {
    const audience = receivers ? SCHEDULE_AUDIENCE.list : SCHEDULE_AUDIENCE.followers;
    await tx.execute(
      `INSERT INTO schedules (id, service_id, state, audience, type, body, send_at, created_by, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [id, serviceId, SCHEDULE_STATE.waiting, audience, type, JSON.stringify(body), sendAt, createdBy, Date.now()],
    );
    await eachChunk(chunks(receivers ?? []), (part) =>
      tx.execute(
        `INSERT INTO schedule_receivers (schedule_id, user_id) VALUES ${rowPlaceholders(part.length, 2)}`,
        part.flatMap((uid) => [id, uid]),
      ),
    );
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
   * What is to be sent: due, and waiting or claimed at or before `staleAt`. A statement of one index range.
   * @returns ids by `send_at`, so many at most
   */
  async findDue(now: number, staleAt: number, limit: number): Promise<number[]> {
    const { waiting, sending } = SCHEDULE_STATE;
    const rows = await this.reads.query<{ id: number }>(
      `SELECT id FROM schedules WHERE state IN (?, ?) AND send_at <= ? AND (state = ? OR sent_at <= ?)
       ORDER BY send_at, id LIMIT ?`,
      [waiting, sending, now, waiting, staleAt, limit],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Makes it `sending` since `now`. The first claim settles who gets it: listed users who were deleted by then do not.
   * @returns undefined where another node, or a cancel, was faster
   */
  async claim(tx: Tx, id: number, now: number, staleAt: number): Promise<ClaimedSchedule | undefined> {
    const { waiting, sending } = SCHEDULE_STATE;
    const claim = 'UPDATE schedules SET state = ?, sent_at = ? WHERE id = ? AND state = ?';
    const isFirst = (await tx.execute(claim, [sending, now, id, waiting])) > 0;
    if (isFirst) {
      await tx.execute(
        `DELETE FROM schedule_receivers WHERE schedule_id = ?
         AND user_id IN (SELECT u.id FROM users u WHERE u.deleted_at IS NOT NULL)`,
        [id],
      );
    } else if ((await tx.execute(`${claim} AND sent_at <= ?`, [sending, now, id, sending, staleAt])) === 0) {
      return undefined;
    }
    const schedule = await this.read(tx, id);
    return schedule && { ...schedule, isFirst };
  }

  /** Lets it be claimed as if for the first time; of the claim of `since`, under which nothing was sent. */
  async reopen(tx: Tx, id: number, since: number): Promise<void> {
    const { waiting, sending } = SCHEDULE_STATE;
    const sql = 'UPDATE schedules SET state = ?, sent_at = NULL WHERE id = ? AND state = ? AND sent_at = ?';
    await tx.execute(sql, [waiting, id, sending, since]);
  }

  /** The next `limit` schedules that name a user, but for what is being sent: its list is settled. */
  async findNaming(uid: number, after: number, limit: number): Promise<number[]> {
    const rows = await this.reads.query<{ schedule_id: number }>(
      `SELECT r.schedule_id FROM schedule_receivers r JOIN schedules s ON s.id = r.schedule_id
       WHERE r.user_id = ? AND r.schedule_id > ? AND s.state <> ? ORDER BY r.schedule_id LIMIT ?`,
      [uid, after, SCHEDULE_STATE.sending, limit],
    );
    return rows.map(({ schedule_id }) => schedule_id);
  }

  async removeReceiver(tx: Tx, id: number, uid: number): Promise<void> {
    const sql = `${tx.dialect.deleteByKey('schedule_receivers')} WHERE schedule_id = ? AND user_id = ?`;
    await tx.execute(sql, [id, uid]);
  }

  /** Removes the body of one whose push was recalled. */
  async forgetBody(tx: Tx, serviceId: number, msgId: number): Promise<void> {
    await tx.execute("UPDATE schedules SET body = '{}' WHERE service_id = ? AND msg_id = ?", [serviceId, msgId]);
  }

  /** By whichever node it was claimed last: they all send under one msg_id. */
  async markSent(tx: Tx, id: number, msgId: number, sentAt: number): Promise<void> {
    const { sent, sending } = SCHEDULE_STATE;
    const sql = 'UPDATE schedules SET state = ?, msg_id = ?, sent_at = ? WHERE id = ? AND state = ?';
    await tx.execute(sql, [sent, msgId, sentAt, id, sending]);
  }

  /** Of the claim of `since`; where another node took over, the outcome is that one's. */
  async markFailed(tx: Tx, id: number, since: number, errorCode: number): Promise<void> {
    await tx.execute(
      'UPDATE schedules SET state = ?, error_code = ?, sent_at = NULL WHERE id = ? AND state = ? AND sent_at = ?',
      [SCHEDULE_STATE.failed, errorCode, id, SCHEDULE_STATE.sending, since],
    );
  }

  /** Lets anybody claim it at once. It stays `sending`: a commit that nobody confirmed may hold. */
  async release(tx: Tx, id: number, since: number): Promise<void> {
    const sql = 'UPDATE schedules SET sent_at = 0 WHERE id = ? AND state = ? AND sent_at = ?';
    await tx.execute(sql, [id, SCHEDULE_STATE.sending, since]);
  }

  list(serviceId: number, outcome: ScheduleOutcome | undefined, page: Page): Promise<RowPage<ListedScheduleRow>> {
    const states = outcome === undefined ? [] : SHOWN_AS[outcome].map((state) => SCHEDULE_STATE[state]);
    const condition = outcome === undefined ? '' : ` AND s.state IN (${placeholders(states.length)})`;
    return readPage<ListedScheduleRow>(this.reads, page, {
      select: `s.id, s.service_id, s.state, s.audience, s.type, s.body, s.send_at, s.msg_id, s.sent_at, s.error_code,
        s.created_by, COALESCE(p.receivers, CASE s.audience WHEN ${SCHEDULE_AUDIENCE.list}
          THEN (SELECT COUNT(*) FROM schedule_receivers r WHERE r.schedule_id = s.id) ELSE c.member_count END, 0) AS receivers`,
      from: `schedules s LEFT JOIN pushes p ON p.id = s.msg_id LEFT JOIN conversations c ON c.conversation_key = ?
        WHERE s.service_id = ?${condition}`,
      order: 's.send_at, s.id',
      parameters: [followersKey(serviceId), serviceId, ...states],
    });
  }

  /** How many follow an account now. */
  async countFollowers(serviceId: number): Promise<number> {
    const [row] = await this.reads.query<{ member_count: number }>(
      'SELECT member_count FROM conversations WHERE conversation_key = ?',
      [followersKey(serviceId)],
    );
    return row?.member_count ?? 0;
  }

  private async read(tx: Tx, id: number): Promise<Schedule | undefined> {
    const [row] = await tx.query<Pick<ListedScheduleRow, 'service_id' | 'audience' | 'type' | 'body' | 'send_at'>>(
      'SELECT service_id, audience, type, body, send_at FROM schedules WHERE id = ?',
      [id],
    );
    if (!row) return undefined;
    const { service_id, audience, type, body, send_at } = row;
    const receivers = audience === SCHEDULE_AUDIENCE.list ? await this.readReceivers(tx, id) : undefined;
    return { id, serviceId: service_id, receivers, type, body: JSON.parse(body) as MessageBody, sendAt: send_at };
  }

  private async readReceivers(tx: Tx, id: number): Promise<number[]> {
    const sql = 'SELECT user_id FROM schedule_receivers WHERE schedule_id = ? ORDER BY user_id';
    return (await tx.query<{ user_id: number }>(sql, [id])).map(({ user_id }) => user_id);
  }
}

function followersKey(serviceId: number): string {
  return keyOf(inGroup(FOLLOWERS, serviceId));
}
