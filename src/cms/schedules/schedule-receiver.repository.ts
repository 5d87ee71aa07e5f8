import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import type { Tx } from '../../database/session.js';
import { chunks, eachChunk, rowPlaceholders } from '../../database/sql.js';
import { SCHEDULE_STATE } from './schedule.js';

/** Whom schedules list; `schedules.receivers` has their number, which stays when the rows go. */
@Injectable()
export class ScheduleReceiverRepository {
  constructor(private readonly reads: ReadStore) {}

  async insert(tx: Tx, scheduleId: number, uids: readonly number[]): Promise<void> {
    await eachChunk(chunks(uids), (part) =>
      tx.execute(
        `INSERT INTO schedule_receivers (schedule_id, user_id) VALUES ${rowPlaceholders(part.length, 2)}`,
        part.flatMap((uid) => [scheduleId, uid]),
      ),
    );
  }

  /** Ascending. */
  async read(tx: Tx, scheduleId: number): Promise<number[]> {
    const sql = 'SELECT user_id FROM schedule_receivers WHERE schedule_id = ? ORDER BY user_id';
    return (await tx.query<{ user_id: number }>(sql, [scheduleId])).map(({ user_id }) => user_id);
  }

  /** Takes those off a list who were deleted. */
  async removeDeleted(tx: Tx, scheduleId: number): Promise<void> {
    const gone = await tx.execute(
      `DELETE FROM schedule_receivers WHERE schedule_id = ?
       AND user_id IN (SELECT u.id FROM users u WHERE u.deleted_at IS NOT NULL)`,
      [scheduleId],
    );
    await this.countOff(tx, scheduleId, gone);
  }

  /** Takes a user off a list. @param isWaiting where it is not, its number says whom it went, or was to go, to */
  async remove(tx: Tx, scheduleId: number, uid: number, isWaiting: boolean): Promise<void> {
    const sql = `${tx.dialect.deleteByKey('schedule_receivers')} WHERE schedule_id = ? AND user_id = ?`;
    const gone = await tx.execute(sql, [scheduleId, uid]);
    if (isWaiting) await this.countOff(tx, scheduleId, gone);
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

  /** A schedule that is over and has rows; along an index, in which those that wait are passed over. */
  async findOver(): Promise<number | undefined> {
    const { sent, cancelled, failed } = SCHEDULE_STATE;
    const [over] = await this.reads.query<{ id: number }>(
      'SELECT id FROM schedules WHERE receivers_kept = 1 AND state IN (?, ?, ?) LIMIT 1',
      [sent, cancelled, failed],
    );
    return over?.id;
  }

  /** Removes `most` rows of one that is over, the number staying. */
  async clear(tx: Tx, scheduleId: number, most: number): Promise<void> {
    // SQLite's DELETE has no LIMIT.
    const [last] = await tx.query<{ user_id: number }>(
      'SELECT user_id FROM schedule_receivers WHERE schedule_id = ? ORDER BY user_id LIMIT 1 OFFSET ?',
      [scheduleId, most - 1],
    );
    const upTo = last?.user_id ?? Number.MAX_SAFE_INTEGER;
    const sql = `${tx.dialect.deleteByKey('schedule_receivers')} WHERE schedule_id = ? AND user_id <= ?`;
    await tx.execute(sql, [scheduleId, upTo]);
    if (last === undefined) await tx.execute('UPDATE schedules SET receivers_kept = 0 WHERE id = ?', [scheduleId]);
  }

  private async countOff(tx: Tx, scheduleId: number, gone: number): Promise<void> {
    if (gone === 0) return;
    await tx.execute('UPDATE schedules SET receivers = receivers - ? WHERE id = ?', [gone, scheduleId]);
  }
}
