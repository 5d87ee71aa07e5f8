import { Injectable } from '@nestjs/common';
import { ReadStore } from '../database/read-store.js';
import type { ReadSession, Tx } from '../database/session.js';
import { placeholders, rowPlaceholders } from '../database/sql.js';
import {
  CONVERSATION_KIND,
  type ConversationTarget,
  type GroupTarget,
  keyOf,
  partiesOf,
} from './conversation-target.js';
import type { LockedConversation } from './writer/append-command.js';

interface ConversationRow {
  id: number;
  last_seq: number;
  member_count: number;
  members_version: number;
  closed_at: number | null;
}

/** A conversation to be made; the id counts only where its key is not there already. */
export interface NewConversation {
  readonly id: number;
  readonly target: ConversationTarget;
}

export type DialogueTarget = Exclude<ConversationTarget, GroupTarget>;

@Injectable()
export class ConversationRepository {
  constructor(private readonly reads: ReadStore) {}

  /** Ids of those of the keys that exist; without locks, and outside any transaction. */
  async findIds(keys: readonly string[]): Promise<Map<string, number>> {
    if (keys.length === 0) return new Map();
    const sql = `SELECT id, conversation_key FROM conversations WHERE conversation_key IN (${placeholders(keys.length)})`;
    const rows = await this.reads.query<{ id: number; conversation_key: string }>(sql, keys);
    return new Map(rows.map((row) => [row.conversation_key, row.id]));
  }

  async findKey(session: ReadSession, id: number): Promise<string | undefined> {
    const sql = 'SELECT conversation_key FROM conversations WHERE id = ?';
    return (await session.query<{ conversation_key: string }>(sql, [id]))[0]?.conversation_key;
  }

  /** Makes the conversations whose keys are not there yet; keys ascend, so that two of us cannot deadlock. */
  async insertMissing(tx: Tx, conversations: readonly NewConversation[]): Promise<void> {
    const sorted = conversations
      .map(({ id, target }) => ({ id, key: keyOf(target), kind: CONVERSATION_KIND[target.kind] }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
    await tx.execute(
      `${tx.dialect.insertIgnore} INTO conversations (id, conversation_key, kind)
       VALUES ${rowPlaceholders(sorted.length, 3)}`,
      sorted.flatMap(({ id, key, kind }) => [id, key, kind]),
    );
  }

  /** Makes the conversation unless its key is there already. Either way the row is then locked for writing. */
  async insertOrLock(tx: Tx, { id, target }: NewConversation): Promise<void> {
    await tx.execute(
      `INSERT INTO conversations (id, conversation_key, kind) VALUES (?, ?, ?)
       ${tx.dialect.orLock(['conversation_key'])}`,
      [id, keyOf(target), CONVERSATION_KIND[target.kind]],
    );
  }

  /** Locks the conversation of this key. Answers its id, or nothing where there is none. */
  async lockKey(tx: Tx, key: string): Promise<number | undefined> {
    const sql = `SELECT id FROM conversations WHERE conversation_key = ? ${tx.dialect.forUpdate}`;
    const [row] = await tx.query<{ id: number }>(sql, [key]);
    return row?.id;
  }

  /** Both rows of each two-party conversation, found by its key. */
  async insertParticipants(tx: Tx, targets: readonly DialogueTarget[]): Promise<void> {
    const keys = targets.map(keyOf);
    const rows = await tx.query<{ id: number; conversation_key: string }>(
      `SELECT id, conversation_key FROM conversations WHERE conversation_key IN (${placeholders(keys.length)}) ORDER BY id`,
      keys,
    );
    const byKey = new Map(targets.map((target) => [keyOf(target), target]));
    const values = rows.flatMap(({ id, conversation_key }) => {
      const target = byKey.get(conversation_key);
      return target === undefined ? [] : partiesOf(target).map((uid) => [id, uid]);
    });
    await tx.execute(
      `${tx.dialect.insertIgnore} INTO participants (conversation_id, user_id) VALUES ${rowPlaceholders(values.length, 2)}`,
      values.flat(),
    );
  }

  /**
   * Locks the conversations, in id order.
   * @param wait false leaves out those that another transaction holds
   */
  async lock(tx: Tx, ids: readonly number[], wait: boolean): Promise<Map<number, LockedConversation>> {
    const rows = await tx.query<ConversationRow>(
      `SELECT id, last_seq, member_count, members_version, closed_at FROM conversations
       WHERE id IN (${placeholders(ids.length)}) ORDER BY id
       ${wait ? tx.dialect.forUpdate : tx.dialect.forUpdateSkipLocked}`,
      ids,
    );
    return new Map(
      rows.map((row) => [
        row.id,
        {
          id: row.id,
          lastSeq: row.last_seq,
          memberCount: row.member_count,
          membersVersion: row.members_version,
          isClosed: row.closed_at !== null,
        },
      ]),
    );
  }

  /** Sets `last_seq` of locked conversations, in one statement. */
  async advance(tx: Tx, lastSeqs: ReadonlyMap<number, number>): Promise<void> {
    const entries = [...lastSeqs];
    await tx.executeLater(
      `UPDATE conversations SET last_seq = CASE id ${'WHEN ? THEN ? '.repeat(entries.length)} ELSE last_seq END
       WHERE id IN (${placeholders(entries.length)})`,
      [...entries.flat(), ...entries.map(([id]) => id)],
    );
  }
}
