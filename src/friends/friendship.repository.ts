import { Injectable } from '@nestjs/common';
import type { ReadSession } from '../database/session.js';
import { chunks } from '../database/sql.js';

/** Two users, in whichever order. */
export type Pair = readonly [number, number];

@Injectable()
export class FriendshipRepository {
  /** Those of the pairs that are friends, each with its lower id first, in one query. */
  async findStanding(session: ReadSession, pairs: readonly Pair[]): Promise<Pair[]> {
    const found: Pair[] = [];
    for (const part of chunks(pairs, 500)) {
      const match = part.map(() => '(low_id = ? AND high_id = ?)').join(' OR ');
      const rows = await session.query<{ low_id: number; high_id: number }>(
        `SELECT low_id, high_id FROM friendships WHERE ${match}`,
        part.flatMap(([a, b]) => [Math.min(a, b), Math.max(a, b)]),
      );
      for (const row of rows) found.push([row.low_id, row.high_id]);
    }
    return found;
  }
}
