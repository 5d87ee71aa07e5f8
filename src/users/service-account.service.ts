import { Injectable } from '@nestjs/common';
import { ReadStore } from '../database/read-store.js';
import type { ReadSession, Tx } from '../database/session.js';
import { placeholders } from '../database/sql.js';
import type { Profile } from './profile.js';

/** Official accounts: who exists, and how they show themselves. */
@Injectable()
export class ServiceAccountService {
  constructor(private readonly reads: ReadStore) {}

  /** Profiles of those of the ids that exist. */
  async findProfiles(ids: readonly number[], session?: ReadSession): Promise<Map<number, Profile>> {
    if (ids.length === 0) return new Map();
    const sql = `SELECT id, nickname, photo FROM service_accounts WHERE id IN (${placeholders(ids.length)})`;
    const rows = await (session ?? this.reads).query<Profile>(sql, ids);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Creates the account, or updates how it shows itself. */
  async save(tx: Tx, { id, nickname, photo }: Profile): Promise<void> {
    const now = Date.now();
    await tx.execute(
      `INSERT INTO service_accounts (id, nickname, photo, created_at, updated_at) VALUES (?, ?, ?, ?, ?)
       ${tx.dialect.upsert(['id'], ['nickname', 'photo', 'updated_at'])}`,
      [id, nickname, photo, now, now],
    );
  }
}
