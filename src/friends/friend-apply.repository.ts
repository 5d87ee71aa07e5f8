import { Injectable } from '@nestjs/common';
import type { Page } from '../common/paging.js';
import { readPage, type RowPage } from '../database/read-page.js';
import { ReadStore } from '../database/read-store.js';
import type { ReadSession, Tx } from '../database/session.js';
import { placeholders } from '../database/sql.js';
import { APPLY_STATUS, type ApplyStatus, type FriendApply, type NewFriendApply } from './friend-apply.js';

/** An application as a list shows it, with the profile of the other one of the two. */
export interface ApplyRow {
  readonly id: number;
  readonly nickname: string;
  readonly photo: string;
  readonly apply_id: number;
  readonly comment: string;
  readonly status: ApplyStatus;
  readonly created_at: number;
}

const APPLY = 'id, applicant_id AS applicantId, receiver_id AS receiverId, status';
const LISTED = 'u.id, u.nickname, u.photo, a.id AS apply_id, a.comment, a.status, a.created_at';
const NEWEST_FIRST = 'a.created_at DESC, a.id DESC';

/** Applications, the answered ones too: they stay in both users' lists. */
@Injectable()
export class FriendApplyRepository {
  constructor(private readonly reads: ReadStore) {}

  async findById(id: number, session: Pick<ReadSession, 'query'> = this.reads): Promise<FriendApply | undefined> {
    const [apply] = await session.query<FriendApply>(`SELECT ${APPLY} FROM friend_applies WHERE id = ?`, [id]);
    return apply;
  }

  /** What waits for an answer between two users, whoever of them applied. */
  findPending(session: ReadSession, a: number, b: number): Promise<FriendApply[]> {
    return session.query<FriendApply>(
      `SELECT ${APPLY} FROM friend_applies
       WHERE (applicant_id = ? AND receiver_id = ? AND pending = 1)
       OR (applicant_id = ? AND receiver_id = ? AND pending = 1)`,
      [a, b, b, a],
    );
  }

  async insert(tx: Tx, apply: NewFriendApply, now: number): Promise<void> {
    const { id, applicantId, receiverId, comment } = apply;
    await tx.execute(
      `INSERT INTO friend_applies (id, applicant_id, receiver_id, comment, status, pending, created_at)
       VALUES (?, ?, ?, ?, ?, 1, ?)`,
      [id, applicantId, receiverId, comment, APPLY_STATUS.pending, await this.momentFor(tx, apply, now)],
    );
  }

  /** One that still waits is made again: under its id, as if it had come now. */
  async renew(tx: Tx, apply: NewFriendApply, now: number): Promise<void> {
    const createdAt = await this.momentFor(tx, apply, now);
    const sql = 'UPDATE friend_applies SET comment = ?, created_at = ? WHERE id = ?';
    await tx.execute(sql, [apply.comment, createdAt, apply.id]);
  }

  async answer(tx: Tx, id: number, status: Exclude<ApplyStatus, 0>): Promise<void> {
    await tx.execute('UPDATE friend_applies SET status = ?, pending = NULL WHERE id = ?', [status, id]);
  }

  /** Up to `limit` applications from or to a user, in no order. */
  findSome(session: ReadSession, uid: number, limit: number): Promise<FriendApply[]> {
    return session.query<FriendApply>(
      `SELECT ${APPLY} FROM friend_applies WHERE applicant_id = ?
       UNION ALL SELECT ${APPLY} FROM friend_applies WHERE receiver_id = ? LIMIT ?`,
      [uid, uid, limit],
    );
  }

  async delete(tx: Tx, ids: readonly number[]): Promise<number> {
    return tx.execute(`${tx.dialect.deleteByKey('friend_applies')} WHERE id IN (${placeholders(ids.length)})`, ids);
  }

  /**
   * Received by a user, newest first; without what waits from users whom they blocked. A read model: one statement
   * over the tables of other modules too, so that total and pages agree.
   */
  listReceived(uid: number, page: Page): Promise<RowPage<ApplyRow>> {
    return readPage<ApplyRow>(this.reads, page, {
      select: LISTED,
      from: `friend_applies a JOIN users u ON u.id = a.applicant_id
        LEFT JOIN blacklist b ON b.user_id = a.receiver_id AND b.blocked_id = a.applicant_id AND a.pending = 1
        WHERE a.receiver_id = ? AND b.user_id IS NULL`,
      order: NEWEST_FIRST,
      parameters: [uid],
    });
  }

  /** Sent by a user, newest first. It hides nothing: what was blocked looks like what waits. */
  listSent(uid: number, page: Page): Promise<RowPage<ApplyRow>> {
    return readPage<ApplyRow>(this.reads, page, {
      select: LISTED,
      from: 'friend_applies a JOIN users u ON u.id = a.receiver_id WHERE a.applicant_id = ?',
      order: NEWEST_FIRST,
      parameters: [uid],
    });
  }

  /** Newest first in both users' lists, whatever the clocks of several nodes say. */
  private async momentFor(tx: Tx, { applicantId, receiverId }: NewFriendApply, now: number): Promise<number> {
    const [last] = await tx.query<{ received: number | null; sent: number | null }>(
      `SELECT (SELECT MAX(created_at) FROM friend_applies WHERE receiver_id = ?) AS received,
       (SELECT MAX(created_at) FROM friend_applies WHERE applicant_id = ?) AS sent`,
      [receiverId, applicantId],
    );
    return Math.max(now, (last?.received ?? 0) + 1, (last?.sent ?? 0) + 1);
  }
}
