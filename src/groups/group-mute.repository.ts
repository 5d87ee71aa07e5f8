import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/session.js';

/** Mutes outlast memberships: quitting and joining again ends none. */
@Injectable()
export class GroupMuteRepository {
  async set(tx: Tx, conversationId: number, uid: number, until: number): Promise<void> {
    await tx.execute(
      `INSERT INTO group_mutes (conversation_id, user_id, muted_until) VALUES (?, ?, ?)
       ${tx.dialect.upsert(['conversation_id', 'user_id'], ['muted_until'])}`,
      [conversationId, uid, until],
    );
  }

  /** @returns whether there was one */
  async end(tx: Tx, conversationId: number, uid: number): Promise<boolean> {
    const sql = `${tx.dialect.deleteByKey('group_mutes')} WHERE conversation_id = ? AND user_id = ?`;
    return (await tx.execute(sql, [conversationId, uid])) > 0;
  }

  /** Of a group that is made anew: nobody is left who could end them. */
  async endAll(tx: Tx, conversationId: number): Promise<void> {
    await tx.execute(`${tx.dialect.deleteByKey('group_mutes')} WHERE conversation_id = ?`, [conversationId]);
  }
}
