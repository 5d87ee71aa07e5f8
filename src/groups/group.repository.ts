import { Injectable } from '@nestjs/common';
import { ReadStore } from '../database/read-store.js';
import type { Tx } from '../database/session.js';
import { type GroupTarget, keyOf } from '../timeline/conversation-target.js';

export interface NewGroup {
  readonly target: GroupTarget;
  readonly name: string;
  /** Null where the host app makes it. */
  readonly ownerId: number | null;
  readonly conversationId: number;
}

/** Groups themselves: name, owner, and whether they were dismissed. */
@Injectable()
export class GroupRepository {
  constructor(private readonly reads: ReadStore) {}

  /** The conversation of a group of types 1-3 that was made and not dismissed. */
  async findConversation({ groupType, groupId }: GroupTarget): Promise<number | undefined> {
    const [row] = await this.reads.query<{ id: number }>(
      `SELECT c.id FROM chat_groups g JOIN conversations c ON c.id = g.conversation_id AND c.closed_at IS NULL
       WHERE g.type = ? AND g.id = ?`,
      [groupType, groupId],
    );
    return row?.id;
  }

  /** Whether a group has this id, or had it. */
  async isTaken(target: GroupTarget): Promise<boolean> {
    const rows = await this.reads.query(
      `SELECT 1 FROM conversations WHERE conversation_key = ?
       UNION ALL SELECT 1 FROM chat_groups WHERE type = ? AND id = ?`,
      [keyOf(target), target.groupType, target.groupId],
    );
    return rows.length > 0;
  }

  async insert(tx: Tx, group: NewGroup, now: number): Promise<void> {
    await tx.execute(`${INSERT} VALUES (?, ?, ?, ?, ?, ?)`, valuesOf(group, now));
  }

  /** One that is there already gets the name, and keeps its owner. */
  async save(tx: Tx, group: NewGroup, now: number): Promise<void> {
    const sql = `${INSERT} VALUES (?, ?, ?, ?, ?, ?) ${tx.dialect.upsert(['type', 'id'], ['name'])}`;
    await tx.execute(sql, valuesOf(group, now));
  }

  /** A group that was dismissed is made anew: nobody owns it, and nobody is muted in it. */
  async reopen(tx: Tx, conversationId: number): Promise<void> {
    const sql = 'UPDATE conversations SET closed_at = NULL WHERE id = ? AND closed_at IS NOT NULL';
    if ((await tx.execute(sql, [conversationId])) === 0) return;
    await this.setOwner(tx, conversationId, null);
    await tx.execute(`${tx.dialect.deleteByKey('group_mutes')} WHERE conversation_id = ?`, [conversationId]);
  }

  /** Nothing is sent into it any more, and no call finds it. */
  async close(tx: Tx, conversationId: number, now: number): Promise<void> {
    await tx.execute('UPDATE conversations SET closed_at = ? WHERE id = ?', [now, conversationId]);
  }

  /** Null where nobody owns the group. */
  async findOwner(tx: Tx, conversationId: number): Promise<number | null> {
    const sql = 'SELECT owner_id FROM chat_groups WHERE conversation_id = ?';
    const [row] = await tx.query<{ owner_id: number | null }>(sql, [conversationId]);
    return row?.owner_id ?? null;
  }

  async setOwner(tx: Tx, conversationId: number, uid: number | null): Promise<void> {
    await tx.execute('UPDATE chat_groups SET owner_id = ? WHERE conversation_id = ?', [uid, conversationId]);
  }

  /** Whether the group was dismissed while this user owned it. */
  async wasDismissedBy(tx: Tx, { groupType, groupId }: GroupTarget, uid: number): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM chat_groups g JOIN conversations c ON c.id = g.conversation_id
       WHERE g.type = ? AND g.id = ? AND g.owner_id = ? AND c.closed_at IS NOT NULL`,
      [groupType, groupId, uid],
    );
    return rows.length > 0;
  }
}

const INSERT = 'INSERT INTO chat_groups (type, id, name, owner_id, conversation_id, created_at)';

function valuesOf({ target, name, ownerId, conversationId }: NewGroup, now: number): unknown[] {
  return [target.groupType, target.groupId, name, ownerId, conversationId, now];
}
