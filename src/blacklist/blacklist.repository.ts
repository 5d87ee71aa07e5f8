import { Injectable } from '@nestjs/common';
import type { Page } from '../common/paging.js';
import { readPage, type RowPage } from '../database/read-page.js';
import { ReadStore } from '../database/read-store.js';
import type { ReadSession, Tx } from '../database/session.js';
import { rowsAt } from '../database/rows-at.js';
import { chunks } from '../database/sql.js';

const KEY = ['user_id', 'blocked_id'];

/** Who blocked whom. */
export interface Block {
  readonly by: number;
  readonly blocked: number;
}

/** A blocked user as the blocker's list shows them. */
export interface BlockedRow {
  readonly id: number;
  readonly nickname: string;
  readonly photo: string;
  readonly created_at: number;
}

@Injectable()
export class BlacklistRepository {
  constructor(private readonly reads: ReadStore) {}

  /** Those of the blocks that stand, in one query. */
  async findStanding(session: ReadSession, blocks: readonly Block[]): Promise<Block[]> {
    const found: Block[] = [];
    for (const part of chunks(blocks, 500)) {
      const tuples = part.map(({ by, blocked }) => [by, blocked]);
      const { from, where, parameters } = rowsAt(session.dialect, 'blacklist b', KEY, tuples);
      const rows = await session.query<{ user_id: number; blocked_id: number }>(
        `SELECT b.user_id, b.blocked_id FROM ${from} ${where}`,
        parameters,
      );
      for (const row of rows) found.push({ by: row.user_id, blocked: row.blocked_id });
    }
    return found;
  }

  /** One that is there already stays as it is. */
  async insert(tx: Tx, { by, blocked }: Block, now: number): Promise<void> {
    const [last] = await tx.query<{ created_at: number | null }>(
      'SELECT MAX(created_at) AS created_at FROM blacklist WHERE user_id = ?',
      [by],
    );
    // Newest first, whatever the clocks of several nodes say.
    const createdAt = Math.max(now, (last?.created_at ?? 0) + 1);
    await tx.execute(
      `INSERT INTO blacklist (user_id, blocked_id, created_at) VALUES (?, ?, ?)
       ${tx.dialect.orLock(['user_id', 'blocked_id'])}`,
      [by, blocked, createdAt],
    );
  }

  async delete(tx: Tx, { by, blocked }: Block): Promise<void> {
    await tx.execute(`${tx.dialect.deleteByKey('blacklist')} WHERE user_id = ? AND blocked_id = ?`, [by, blocked]);
  }

  /** Up to `limit` blocks by or of a user, in no order. */
  async findSome(session: ReadSession, uid: number, limit: number): Promise<Block[]> {
    const rows = await session.query<{ user_id: number; blocked_id: number }>(
      `SELECT user_id, blocked_id FROM blacklist WHERE user_id = ?
       UNION ALL SELECT user_id, blocked_id FROM blacklist WHERE blocked_id = ? LIMIT ?`,
      [uid, uid, limit],
    );
    return rows.map((row) => ({ by: row.user_id, blocked: row.blocked_id }));
  }

  /** Newest first. */
  list(by: number, page: Page): Promise<RowPage<BlockedRow>> {
    return readPage<BlockedRow>(this.reads, page, {
      select: 'u.id, u.nickname, u.photo, b.created_at',
      from: 'blacklist b JOIN users u ON u.id = b.blocked_id WHERE b.user_id = ?',
      order: 'b.created_at DESC, b.blocked_id DESC',
      parameters: [by],
    });
  }
}
