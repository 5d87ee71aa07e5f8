import { Injectable } from '@nestjs/common';
import type { Page } from '../common/paging.js';
import { readPage, type RowPage } from '../database/read-page.js';
import { ReadStore } from '../database/read-store.js';
import type { ReadSession, Tx } from '../database/session.js';
import { rowsAt } from '../database/rows-at.js';
import { chunks } from '../database/sql.js';

const KEY = ['low_id', 'high_id'];

/** Two users, in whichever order. */
export type Pair = readonly [number, number];

/** A friend as the list shows them. */
export interface FriendRow {
  readonly id: number;
  readonly nickname: string;
  readonly photo: string;
  readonly created_at: number;
}

@Injectable()
export class FriendshipRepository {
  constructor(private readonly reads: ReadStore) {}

  /** Those of the pairs that are friends, each with its lower id first, in one query. */
  async findStanding(session: ReadSession, pairs: readonly Pair[]): Promise<Pair[]> {
    const found: Pair[] = [];
    for (const part of chunks(pairs, 500)) {
      const { from, where, parameters } = rowsAt(session.dialect, 'friendships f', KEY, part.map(sorted));
      const rows = await session.query<{ low_id: number; high_id: number }>(
        `SELECT f.low_id, f.high_id FROM ${from} ${where}`,
        parameters,
      );
      for (const row of rows) found.push([row.low_id, row.high_id]);
    }
    return found;
  }

  async insert(tx: Tx, pair: Pair, now: number): Promise<void> {
    const sql = 'INSERT INTO friendships (low_id, high_id, created_at) VALUES (?, ?, ?)';
    await tx.execute(sql, [...sorted(pair), now]);
  }

  /** @returns whether the two were friends */
  async delete(tx: Tx, pair: Pair): Promise<boolean> {
    const sql = `${tx.dialect.deleteByKey('friendships')} WHERE low_id = ? AND high_id = ?`;
    return (await tx.execute(sql, sorted(pair))) > 0;
  }

  /** Up to `limit` friends of a user, in no order. */
  async findSome(session: ReadSession, uid: number, limit: number): Promise<number[]> {
    const rows = await session.query<{ friend_id: number }>(
      `SELECT high_id AS friend_id FROM friendships WHERE low_id = ?
       UNION ALL SELECT low_id FROM friendships WHERE high_id = ? LIMIT ?`,
      [uid, uid, limit],
    );
    return rows.map((row) => row.friend_id);
  }

  /** A user's friends, newest first: an index for those of higher ids, and one for those of lower ids (ADR 0010). */
  list(uid: number, page: Page): Promise<RowPage<FriendRow>> {
    return readPage<FriendRow>(this.reads, page, {
      select: 'u.id, u.nickname, u.photo, f.created_at',
      from: `(SELECT high_id AS friend_id, created_at FROM friendships WHERE low_id = ?
        UNION ALL SELECT low_id, created_at FROM friendships WHERE high_id = ?) f
        JOIN users u ON u.id = f.friend_id`,
      order: 'f.created_at DESC, f.friend_id DESC',
      parameters: [uid, uid],
    });
  }
}

function sorted([a, b]: Pair): [low: number, high: number] {
  return a < b ? [a, b] : [b, a];
}
