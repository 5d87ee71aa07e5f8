import { Injectable } from '@nestjs/common';
import type { ReadSession, Tx } from '../database/session.js';

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

  /** The conversations of groups that a user was in once, and is muted in. */
  async findOfFormerMember(session: Pick<ReadSession, 'query'>, uid: number): Promise<number[]> {
    const rows = await session.query<{ conversation_id: number }>(
      `SELECT DISTINCT x.conversation_id FROM past_memberships p
       JOIN group_mutes x ON x.conversation_id = p.conversation_id AND x.user_id = p.user_id WHERE p.user_id = ?`,
      [uid],
    );
    return rows.map((row) => row.conversation_id);
  }

  /** Of a group that is made anew: nobody is left who could end them. */
  async endAll(tx: Tx, conversationId: number): Promise<void> {
    await tx.execute(`${tx.dialect.deleteByKey('group_mutes')} WHERE conversation_id = ?`, [conversationId]);
  }
}
