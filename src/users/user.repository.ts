import { Injectable } from '@nestjs/common';
import { ReadStore } from '../database/read-store.js';
import type { ReadSession, Tx } from '../database/session.js';
import { chunks, placeholders, rowPlaceholders } from '../database/sql.js';
import type { Profile } from './profile.js';
import { UserEntity } from './user.entity.js';

/** What the send path asks about a user. */
export interface UserStanding extends Profile {
  readonly banned: boolean;
}

interface StandingRow extends Profile {
  banned_at: number | null;
}

@Injectable()
export class UserRepository {
  constructor(private readonly reads: ReadStore) {}

  /** Standing of those of the ids that exist, in one query per thousand. */
  async findStanding(ids: readonly number[], session?: ReadSession): Promise<Map<number, UserStanding>> {
    const found = new Map<number, UserStanding>();
    for (const part of chunks(ids)) {
      const sql = `SELECT id, nickname, photo, banned_at FROM users WHERE id IN (${placeholders(part.length)})`;
      const rows = await (session ?? this.reads).query<StandingRow>(sql, part);
      for (const { id, nickname, photo, banned_at } of rows) {
        found.set(id, { id, nickname, photo, banned: banned_at !== null });
      }
    }
    return found;
  }

  /** Creates the users, or updates their profiles; ids ascend, so that two imports wait instead of deadlocking. */
  async upsert(tx: Tx, users: readonly Profile[], now: number): Promise<void> {
    for (const part of chunks(users, 500)) {
      await tx.execute(
        `INSERT INTO users (id, nickname, photo, created_at, updated_at) VALUES ${rowPlaceholders(part.length, 5)}
         ${tx.dialect.upsert(['id'], ['nickname', 'photo', 'updated_at'])}`,
        part.flatMap(({ id, nickname, photo }) => [id, nickname, photo, now, now]),
      );
    }
  }

  /** Locks the rows of those of the ids that exist. */
  findForUpdate(tx: Tx, ids: readonly number[]): Promise<Profile[]> {
    const sql = `SELECT id, nickname, photo FROM users WHERE id IN (${placeholders(ids.length)}) ORDER BY id`;
    return tx.query<Profile>(`${sql} ${tx.dialect.forUpdate}`, ids);
  }

  /** @returns whether the user exists */
  async setBanned(tx: Tx, id: number, bannedAt: number | null): Promise<boolean> {
    const known = await tx.manager.existsBy(UserEntity, { id });
    if (known) await tx.manager.update(UserEntity, { id }, { bannedAt });
    return known;
  }

  async findBannedSince(moment: number): Promise<number[]> {
    const rows = await this.reads.query<{ id: number }>('SELECT id FROM users WHERE banned_at >= ?', [moment]);
    return rows.map((row) => row.id);
  }
}
