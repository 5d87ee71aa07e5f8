import { Injectable } from '@nestjs/common';
import { ReadStore } from '../database/read-store.js';
import { rowsAt } from '../database/rows-at.js';
import { chunks, placeholders } from '../database/sql.js';
import { MEMBER_COLUMNS, type MemberKey, tupleOf } from './member-key.js';

export interface RangeRow {
  readonly conversation_id: number;
  readonly user_id: number;
  readonly since_seq: number;
  /** Null as long as the membership lasts. */
  readonly until_seq: number | null;
}

export interface AudienceWindow {
  /** The sender; no user has the id 0. */
  readonly without: number;
  readonly offset: number;
  readonly limit: number;
}

/** By the last one of the page before. */
export interface AudiencePage {
  /** The sender; no user has the id 0. */
  readonly without: number;
  readonly after: number;
  readonly limit: number;
}

/** Who may see which messages of a group: present and past memberships, each from one seq to another. */
@Injectable()
export class AudienceRepository {
  constructor(private readonly reads: ReadStore) {}

  /** Those of the users who were members when `seq` was written. */
  async findMembersAt(conversationId: number, seq: number, uids: readonly number[]): Promise<number[]> {
    const members = new Set<number>();
    for (const part of chunks(uids)) {
      const users = placeholders(part.length);
      const rows = await this.reads.query<{ user_id: number }>(
        `SELECT user_id FROM group_members WHERE conversation_id = ? AND user_id IN (${users}) AND since_seq < ?
         UNION SELECT user_id FROM past_memberships
         WHERE conversation_id = ? AND user_id IN (${users}) AND since_seq < ? AND until_seq >= ?`,
        [conversationId, ...part, seq, conversationId, ...part, seq, seq],
      );
      for (const row of rows) members.add(row.user_id);
    }
    return [...members];
  }

  /** What these users could see of these groups, present and past memberships, as of one moment; the present one is open. */
  findRanges(conversationIds: readonly number[], uids: readonly number[]): Promise<RangeRow[]> {
    const match = `conversation_id IN (${placeholders(conversationIds.length)}) AND user_id IN (${placeholders(uids.length)})`;
    return this.reads.query(
      `SELECT conversation_id, user_id, since_seq, NULL AS until_seq FROM group_members WHERE ${match}
       UNION ALL SELECT conversation_id, user_id, since_seq, until_seq FROM past_memberships WHERE ${match}`,
      [...conversationIds, ...uids, ...conversationIds, ...uids],
    );
  }

  /** As `findRanges`, of each of these pairs. */
  findRangesOf(keys: readonly MemberKey[]): Promise<RangeRow[]> {
    const now = rowsAt(this.reads.dialect, 'group_members m', MEMBER_COLUMNS, keys.map(tupleOf));
    const past = rowsAt(this.reads.dialect, 'past_memberships m', MEMBER_COLUMNS, keys.map(tupleOf));
    return this.reads.query(
      `SELECT m.conversation_id, m.user_id, m.since_seq, NULL AS until_seq FROM ${now.from} ${now.where}
       UNION ALL SELECT m.conversation_id, m.user_id, m.since_seq, m.until_seq FROM ${past.from} ${past.where}`,
      [...now.parameters, ...past.parameters],
    );
  }

  /** Those who were members when `seq` was written, but for one of them, by user id: a window of them. */
  findAudience(
    conversationId: number,
    seq: number,
    { without, offset, limit }: AudienceWindow,
  ): Promise<{ user_id: number }[]> {
    return this.reads.query(
      `SELECT user_id FROM group_members WHERE conversation_id = ? AND since_seq < ? AND user_id <> ?
       UNION SELECT user_id FROM past_memberships
       WHERE conversation_id = ? AND since_seq < ? AND until_seq >= ? AND user_id <> ?
       ORDER BY user_id LIMIT ? OFFSET ?`,
      [conversationId, seq, without, conversationId, seq, seq, without, limit, offset],
    );
  }

  /** As `findAudience`, the next ones: each of the two reads along its primary key, and ends with the page. */
  findAudienceAfter(
    conversationId: number,
    seq: number,
    { without, after, limit }: AudiencePage,
  ): Promise<{ user_id: number }[]> {
    return this.reads.query(
      `SELECT user_id FROM (SELECT user_id FROM group_members
         WHERE conversation_id = ? AND user_id > ? AND since_seq < ? AND user_id <> ? ORDER BY user_id LIMIT ?) m
       UNION SELECT user_id FROM (SELECT DISTINCT user_id FROM past_memberships
         WHERE conversation_id = ? AND user_id > ? AND since_seq < ? AND until_seq >= ? AND user_id <> ?
         ORDER BY user_id LIMIT ?) p
       ORDER BY user_id LIMIT ?`,
      [conversationId, after, seq, without, limit, conversationId, after, seq, seq, without, limit, limit],
    );
  }
}
