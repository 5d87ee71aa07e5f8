import { Injectable } from '@nestjs/common';
import { yieldToOthers } from '../common/async/pause.js';
import { ReadStore } from '../database/read-store.js';
import { rowsAt } from '../database/rows-at.js';
import type { ReadSession, Tx } from '../database/session.js';
import { chunks, placeholders, rowPlaceholders } from '../database/sql.js';
import { MEMBER_ROLE } from './group-role.js';
import { MEMBER_COLUMNS, type MemberKey, tupleOf } from './member-key.js';

/** A group's conversation, locked. */
export interface LockedGroup {
  readonly id: number;
  readonly last_seq: number;
  readonly member_count: number;
  readonly joins: number;
  readonly members_version: number;
  /** Null where nobody owns the group. */
  readonly owner_id: number | null;
}

export interface MemberRow {
  readonly conversation_id: number;
  readonly user_id: number;
  readonly role: number;
  /** UTC milliseconds, or null where the member was never muted. */
  readonly muted_until: number | null;
}

/** Who is a member, and the changes of it. Who was is asked of `AudienceRepository`. */
@Injectable()
export class MembershipRepository {
  constructor(private readonly reads: ReadStore) {}

  /** Nothing where there is no such group, or it was dismissed. */
  async lockGroup(tx: Tx, conversationKey: string): Promise<LockedGroup | undefined> {
    const sql = `SELECT c.id, c.last_seq, c.member_count, c.joins, c.members_version, g.owner_id FROM conversations c
      LEFT JOIN chat_groups g ON g.conversation_id = c.id
      WHERE c.conversation_key = ? AND c.closed_at IS NULL ${tx.dialect.forUpdate}`;
    const [group] = await tx.query<LockedGroup>(sql, [conversationKey]);
    return group;
  }

  /** Those of the users who are members now, with the seq since when. */
  async findPresent(tx: Tx, conversationId: number, uids: readonly number[]): Promise<Map<number, number>> {
    const present = new Map<number, number>();
    for (const part of chunks(uids)) {
      const rows = await tx.query<{ user_id: number; since_seq: number }>(
        `SELECT user_id, since_seq FROM group_members WHERE conversation_id = ? AND user_id IN (${placeholders(part.length)})`,
        [conversationId, ...part],
      );
      for (const row of rows) present.set(row.user_id, row.since_seq);
      await yieldToOthers();
    }
    return present;
  }

  async insert(tx: Tx, group: LockedGroup, uids: readonly number[], now: number): Promise<void> {
    let joinedNo = group.joins;
    for (const part of chunks(uids, 500)) {
      await tx.execute(
        `INSERT INTO group_members (conversation_id, user_id, role, since_seq, joined_no, joined_at)
         VALUES ${rowPlaceholders(part.length, 6)}`,
        part.flatMap((uid) => [group.id, uid, 0, group.last_seq, (joinedNo += 1), now]),
      );
      await yieldToOthers();
    }
  }

  /** Ends memberships at the group's present seq and keeps what their users may still see. */
  async close(tx: Tx, group: LockedGroup, since: ReadonlyMap<number, number>): Promise<void> {
    for (const part of chunks([...since], 500)) {
      await tx.execute(
        `INSERT INTO past_memberships (conversation_id, user_id, since_seq, until_seq)
         VALUES ${rowPlaceholders(part.length, 4)}
         ${tx.dialect.upsert(['conversation_id', 'user_id', 'since_seq'], ['until_seq'])}`,
        part.flatMap(([uid, sinceSeq]) => [group.id, uid, sinceSeq, group.last_seq]),
      );
      await tx.execute(
        `${tx.dialect.deleteByKey('group_members')}
         WHERE conversation_id = ? AND user_id IN (${placeholders(part.length)})`,
        [group.id, ...part.map(([uid]) => uid)],
      );
      await yieldToOthers();
    }
  }

  /** All members, with the seq since when. */
  async findAllPresent(tx: Tx, conversationId: number): Promise<Map<number, number>> {
    const rows = await tx.query<{ user_id: number; since_seq: number }>(
      'SELECT user_id, since_seq FROM group_members WHERE conversation_id = ?',
      [conversationId],
    );
    return new Map(rows.map((row) => [row.user_id, row.since_seq]));
  }

  /** The roles of those of the users who are members. */
  async findRoles(session: ReadSession, conversationId: number, uids: readonly number[]): Promise<Map<number, number>> {
    const roles = new Map<number, number>();
    for (const part of chunks(uids)) {
      const rows = await session.query<{ user_id: number; role: number }>(
        `SELECT user_id, role FROM group_members WHERE conversation_id = ? AND user_id IN (${placeholders(part.length)})`,
        [conversationId, ...part],
      );
      for (const row of rows) roles.set(row.user_id, row.role);
    }
    return roles;
  }

  /** Whether the user was in the group once, and left it, or it was dismissed. */
  async wasMember(tx: Tx, conversationKey: string, uid: number): Promise<boolean> {
    const rows = await tx.query(
      `SELECT p.user_id FROM conversations c JOIN past_memberships p ON p.conversation_id = c.id AND p.user_id = ?
       WHERE c.conversation_key = ? LIMIT 1`,
      [uid, conversationKey],
    );
    return rows.length > 0;
  }

  async setRole(tx: Tx, conversationId: number, uid: number, role: number): Promise<void> {
    await tx.execute('UPDATE group_members SET role = ? WHERE conversation_id = ? AND user_id = ?', [
      role,
      conversationId,
      uid,
    ]);
  }

  /** Of the present members the one who joined first, admins before others. */
  async findSuccessor(tx: Tx, conversationId: number): Promise<number | undefined> {
    // Asked in two, each of which an index answers with its first entry.
    const first = async (role: number): Promise<number | undefined> => {
      const sql = 'SELECT user_id FROM group_members WHERE conversation_id = ? AND role = ? ORDER BY joined_no LIMIT 1';
      const [row] = await tx.query<{ user_id: number }>(sql, [conversationId, role]);
      return row?.user_id;
    };
    return (await first(MEMBER_ROLE.admin)) ?? (await first(MEMBER_ROLE.member));
  }

  async recordChange(tx: Tx, conversationId: number, joined: number, left: number): Promise<void> {
    await tx.execute(
      `UPDATE conversations SET member_count = member_count + ?, joins = joins + ?,
       members_version = members_version + 1 WHERE id = ?`,
      [joined - left, joined, conversationId],
    );
  }

  /** Those of the pairs that are memberships now, in one query. */
  findStanding(session: ReadSession, keys: readonly MemberKey[]): Promise<MemberRow[]> {
    if (keys.length === 0) return Promise.resolve([]);
    const { from, where, parameters } = rowsAt(session.dialect, 'group_members m', MEMBER_COLUMNS, keys.map(tupleOf));
    return session.query<MemberRow>(
      `SELECT m.conversation_id, m.user_id, m.role, x.muted_until FROM ${from}
       LEFT JOIN group_mutes x ON x.conversation_id = m.conversation_id AND x.user_id = m.user_id ${where}`,
      parameters,
    );
  }

  /** The groups that users are members of, with each group's version, as of one moment. */
  findGroupsOf(
    uids: readonly number[],
  ): Promise<{ user_id: number; conversation_key: string; members_version: number }[]> {
    return this.reads.query(
      `SELECT m.user_id, c.conversation_key, c.members_version FROM group_members m
       JOIN conversations c ON c.id = m.conversation_id WHERE m.user_id IN (${placeholders(uids.length)})`,
      uids,
    );
  }

  /** Those of the users who are members now, and the group's version, as of one moment. */
  async findMembersNow(
    conversationKey: string,
    uids: readonly number[],
  ): Promise<{ version: number; members: number[] }> {
    const rows = await this.reads.query<{ members_version: number; user_id: number | null }>(
      `SELECT c.members_version, m.user_id FROM conversations c
       LEFT JOIN group_members m ON m.conversation_id = c.id AND m.user_id IN (${placeholders(uids.length)})
       WHERE c.conversation_key = ?`,
      [...uids, conversationKey],
    );
    return {
      version: rows[0]?.members_version ?? -1,
      members: rows.flatMap((row) => (row.user_id === null ? [] : [row.user_id])),
    };
  }
}
