import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import type { Tx } from '../../database/session.js';
import type { UserDeletion } from './user-deletion.js';

/** What is not done yet. */
export interface Backlog {
  readonly waiting: number;
  /** When the oldest of them was asked for, in UTC milliseconds; null where none is. */
  readonly oldestAt: number | null;
}

interface DeletionRow {
  user_id: number;
  erase: number;
  requested_at: number;
}

/** Deletions of users: asked for, claimed by a node, done. */
@Injectable()
export class UserDeletionRepository {
  constructor(private readonly reads: ReadStore) {}

  async insert(tx: Tx, uid: number, erase: boolean, now: number): Promise<void> {
    const sql = 'INSERT INTO user_deletions (user_id, erase, requested_at, due_at) VALUES (?, ?, ?, ?)';
    await tx.execute(sql, [uid, erase ? 1 : 0, now, now]);
  }

  /** What was to be kept is to be erased now. It begins anew, whoever is working on it. */
  async widen(tx: Tx, uid: number, now: number): Promise<void> {
    await tx.execute(
      `UPDATE user_deletions SET erase = 1, requested_at = ?, due_at = ?, done_at = NULL WHERE user_id = ? AND erase = 0`,
      [now, now, uid],
    );
  }

  /** @returns the users, so many at most, of what is to be worked on, the longest waiting first */
  async findDue(now: number, limit: number): Promise<number[]> {
    const rows = await this.reads.query<{ user_id: number }>(
      'SELECT user_id FROM user_deletions WHERE done_at IS NULL AND due_at <= ? ORDER BY due_at LIMIT ?',
      [now, limit],
    );
    return rows.map(({ user_id }) => user_id);
  }

  /** Of all nodes, also what a node is at. Looks at so many at most, those that are due first. */
  async findBacklog(atMost: number): Promise<Backlog> {
    const [row] = await this.reads.query<Backlog>(
      `SELECT COUNT(*) AS waiting, MIN(requested_at) AS oldestAt
       FROM (SELECT requested_at FROM user_deletions WHERE done_at IS NULL ORDER BY due_at LIMIT ?) first_due`,
      [atMost],
    );
    return row ?? { waiting: 0, oldestAt: null };
  }

  /** @returns undefined where another node was faster */
  async claim(tx: Tx, uid: number, now: number, until: number): Promise<UserDeletion | undefined> {
    const claimed = await tx.execute(
      'UPDATE user_deletions SET due_at = ? WHERE user_id = ? AND done_at IS NULL AND due_at <= ?',
      [until, uid, now],
    );
    if (claimed === 0) return undefined;
    const sql = 'SELECT user_id, erase, requested_at FROM user_deletions WHERE user_id = ?';
    const [row] = await tx.query<DeletionRow>(sql, [uid]);
    return row && { uid, erase: row.erase === 1, requestedAt: row.requested_at, claimedUntil: until };
  }

  /** Moves a claim's end. @returns false where it is no longer ours */
  async move(tx: Tx, { uid, claimedUntil }: UserDeletion, until: number): Promise<boolean> {
    const sql = 'UPDATE user_deletions SET due_at = ? WHERE user_id = ? AND done_at IS NULL AND due_at = ?';
    return (await tx.execute(sql, [until, uid, claimedUntil])) > 0;
  }

  /** @returns false where it is no longer ours */
  async finish(tx: Tx, { uid, claimedUntil }: UserDeletion, now: number): Promise<boolean> {
    const sql = 'UPDATE user_deletions SET done_at = ? WHERE user_id = ? AND done_at IS NULL AND due_at = ?';
    return (await tx.execute(sql, [now, uid, claimedUntil])) > 0;
  }
}
