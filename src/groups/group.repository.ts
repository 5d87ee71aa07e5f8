import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/session.js';

/** A group of types 1-3, as far as it is not its conversation. */
export interface GroupRow {
  type: number;
  id: number;
  name: string;
  owner_id: number | null;
  conversation_id: number;
}

@Injectable()
export class GroupRepository {
  /** Creates the group, or changes its name. */
  async save(tx: Tx, { type, id, name, owner_id, conversation_id }: GroupRow): Promise<void> {
    await tx.execute(
      `INSERT INTO chat_groups (type, id, name, owner_id, conversation_id, created_at) VALUES (?, ?, ?, ?, ?, ?)
       ${tx.dialect.upsert(['type', 'id'], ['name'])}`,
      [type, id, name, owner_id, conversation_id, Date.now()],
    );
  }

  async setOwner(tx: Tx, conversationId: number, ownerId: number | null): Promise<void> {
    await tx.execute('UPDATE chat_groups SET owner_id = ? WHERE conversation_id = ?', [ownerId, conversationId]);
  }

  /** Whether the group, or at least its conversation, is there; also one that was dismissed. */
  async isTaken(tx: Tx, conversationKey: string): Promise<boolean> {
    const rows = await tx.query('SELECT id FROM conversations WHERE conversation_key = ?', [conversationKey]);
    return rows.length > 0;
  }

  /** @returns whether the conversation was closed: it takes messages again */
  async reopen(tx: Tx, conversationId: number): Promise<boolean> {
    const sql = 'UPDATE conversations SET closed_at = NULL WHERE id = ? AND closed_at IS NOT NULL';
    return (await tx.execute(sql, [conversationId])) > 0;
  }

  async close(tx: Tx, conversationId: number, now: number): Promise<void> {
    await tx.execute('UPDATE conversations SET closed_at = ? WHERE id = ?', [now, conversationId]);
  }

  /** The owner of a group that was dismissed; undefined where there is no such group. */
  async findDismissedOwner(tx: Tx, type: number, id: number): Promise<number | undefined> {
    const [row] = await tx.query<{ owner_id: number | null }>(
      `SELECT g.owner_id FROM chat_groups g JOIN conversations c ON c.id = g.conversation_id
       WHERE g.type = ? AND g.id = ? AND c.closed_at IS NOT NULL`,
      [type, id],
    );
    return row?.owner_id ?? undefined;
  }
}
