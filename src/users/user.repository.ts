import { Injectable } from '@nestjs/common';
import { ReadStore } from '../database/read-store.js';
import type { ReadSession, Tx } from '../database/session.js';
import { chunks, placeholders, rowPlaceholders } from '../database/sql.js';
import { DELETED_PROFILE, type Profile } from './profile.js';

/** What the send path asks about a user. */
export interface UserStanding extends Profile {
  readonly banned: boolean;
}

interface StandingRow extends Profile {
  banned_at: number | null;
}

/** A profile, and whether its user was deleted. */
export interface LockedProfile extends Profile {
  readonly deleted: boolean;
}

@Injectable()
export class UserRepository {
  constructor(private readonly reads: ReadStore) {}

  /** Standing of those of the ids that exist, in one query per thousand; who was deleted does not. */
  async findStanding(ids: readonly number[], session?: ReadSession): Promise<Map<number, UserStanding>> {
    const found = new Map<number, UserStanding>();
    for (const part of chunks(ids)) {
      const sql = `SELECT id, nickname, photo, banned_at FROM users
        WHERE id IN (${placeholders(part.length)}) AND deleted_at IS NULL`;
      const rows = await (session ?? this.reads).query<StandingRow>(sql, part);
      for (const { id, nickname, photo, banned_at } of rows) {
        found.set(id, { id, nickname, photo, banned: banned_at !== null });
      }
    }
    return found;
  }

  /** Profiles of those of the ids that exist, or did. */
  async findShown(ids: readonly number[], session?: ReadSession): Promise<Map<number, Profile>> {
    const found = new Map<number, Profile>();
    for (const part of chunks(ids)) {
      const sql = `SELECT id, nickname, photo FROM users WHERE id IN (${placeholders(part.length)})`;
      for (const row of await (session ?? this.reads).query<Profile>(sql, part)) found.set(row.id, row);
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

  /** Locks the rows of those of the ids that exist, or did. */
  async findForUpdate(tx: Tx, ids: readonly number[]): Promise<LockedProfile[]> {
    const sql = `SELECT id, nickname, photo, deleted_at FROM users WHERE id IN (${placeholders(ids.length)}) ORDER BY id`;
    const rows = await tx.query<Profile & { deleted_at: number | null }>(`${sql} ${tx.dialect.forUpdate}`, ids);
    return rows.map(({ deleted_at, ...profile }) => ({ ...profile, deleted: deleted_at !== null }));
  }

  /** @returns whether the user exists */
  async setBanned(tx: Tx, id: number, bannedAt: number | null): Promise<boolean> {
    const [user] = await this.findForUpdate(tx, [id]);
    if (!user || user.deleted) return false;
    await tx.execute('UPDATE users SET banned_at = ? WHERE id = ?', [bannedAt, id]);
    return true;
  }

  /** Takes the profile away. Whoever is deleted is banned as well: that ends connections, on every node. */
  async setDeleted(tx: Tx, id: number, now: number): Promise<void> {
    const { nickname, photo } = DELETED_PROFILE;
    await tx.execute(
      'UPDATE users SET nickname = ?, photo = ?, updated_at = ?, banned_at = ?, deleted_at = ? WHERE id = ?',
      [nickname, photo, now, now, now, id],
    );
  }

  async findBannedSince(moment: number): Promise<number[]> {
    const rows = await this.reads.query<{ id: number }>('SELECT id FROM users WHERE banned_at >= ?', [moment]);
    return rows.map((row) => row.id);
  }
}
