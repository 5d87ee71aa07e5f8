import { Injectable } from '@nestjs/common';
import { together } from '../../common/async/together.js';
import { ReadStore } from '../../database/read-store.js';
import { placeholders } from '../../database/sql.js';
import { CONVERSATION_KIND, type ConversationTarget, keyOf } from '../../timeline/conversation-target.js';
import type { SeqRange } from '../../timeline/seq-range.js';
import { mergeRanges } from './visible-range.js';

/** What one user may see of one conversation. */
export interface Visible {
  readonly conversationId: number;
  /** Ascending, disjoint; empty where nothing was sent while the user could see it. */
  readonly ranges: readonly SeqRange[];
}

export type KeyedVisible = Visible & { readonly key: string };

/** A conversation in a user's list. */
export interface ListedConversation {
  readonly conversationId: number;
  readonly key: string;
  /** The last message that the user may see. */
  readonly lastSeq: number;
  /** Up to here messages are gone. */
  readonly expiredSeq: number;
}

interface ListedRow {
  id: number;
  conversation_key: string;
  expired_seq: number;
  seq: number;
  total: number;
}

interface VisibleRow {
  id: number;
  last_seq: number;
  since_seq: number;
  until_seq: number | null;
  expired_seq: number;
}

/**
 * The read model of "what may this user see": it joins what timeline and groups store, each question
 * in ONE statement. Asked in two, somebody removed in between would see what was sent after.
 */
@Injectable()
export class VisibilityRepository {
  /** Of few users at a time: each may have thousands. */
  private readonly all = together<number, KeyedVisible[]>((uids) => this.findAllOf(uids), 20);

  constructor(private readonly reads: ReadStore) {}

  /** @returns undefined where the user never had a part in the conversation */
  async find(uid: number, target: ConversationTarget): Promise<Visible | undefined> {
    const rows =
      target.kind === 'group'
        ? await this.findInGroup(uid, keyOf(target))
        : await this.findDialogue(uid, keyOf(target));
    const [first] = rows;
    if (!first) return undefined;
    return { conversationId: first.id, ranges: mergeRanges(rows.map(rangeOf)) };
  }

  /**
   * A window of the user's conversations that have a visible message, latest first, ties by msg_id
   * descending, and how many there are.
   */
  async list(uid: number, offset: number, limit: number): Promise<{ total: number; items: ListedConversation[] }> {
    const rows = await this.reads.query<ListedRow>(
      `SELECT c.id, c.conversation_key, c.expired_seq, m.seq, COUNT(*) OVER () AS total
       FROM (${LAST_VISIBLE}) v
       JOIN conversations c ON c.id = v.conversation_id
       JOIN messages m ON m.conversation_id = v.conversation_id AND m.seq = v.seq
       ORDER BY m.created_at DESC, m.id DESC LIMIT ? OFFSET ?`,
      [uid, uid, uid, limit, offset],
    );
    const items = rows.map((row) => ({
      conversationId: row.id,
      key: row.conversation_key,
      lastSeq: row.seq,
      expiredSeq: row.expired_seq,
    }));
    return { total: rows[0]?.total ?? (await this.count(uid)), items };
  }

  /** Everything that a user may see: each conversation with its visible ranges, as of one moment. */
  async findAll(uid: number): Promise<readonly KeyedVisible[]> {
    return (await this.all(uid)) ?? [];
  }

  private async findAllOf(uids: readonly number[]): Promise<Map<number, KeyedVisible[]>> {
    const list = placeholders(uids.length);
    const rows = await this.reads.query<VisibleRow & { user_id: number; conversation_key: string }>(
      `SELECT p.user_id, c.id, c.conversation_key, c.last_seq, c.expired_seq, 0 AS since_seq, NULL AS until_seq FROM participants p
       JOIN conversations c ON c.id = p.conversation_id
       WHERE p.user_id IN (${list}) AND c.kind <> ${CONVERSATION_KIND.group}
       UNION ALL
       SELECT g.user_id, c.id, c.conversation_key, c.last_seq, c.expired_seq, g.since_seq, NULL FROM group_members g
       JOIN conversations c ON c.id = g.conversation_id WHERE g.user_id IN (${list})
       UNION ALL
       SELECT h.user_id, c.id, c.conversation_key, c.last_seq, c.expired_seq, h.since_seq, h.until_seq FROM past_memberships h
       JOIN conversations c ON c.id = h.conversation_id WHERE h.user_id IN (${list})`,
      [...uids, ...uids, ...uids],
    );
    const byUser = new Map(uids.map((uid) => [uid, new Map<number, { key: string; ranges: SeqRange[] }>()]));
    for (const row of rows) {
      const byId = byUser.get(row.user_id);
      const known = byId?.get(row.id) ?? { key: row.conversation_key, ranges: [] };
      known.ranges.push(rangeOf(row));
      byId?.set(row.id, known);
    }
    const merged = (byId: ReadonlyMap<number, { key: string; ranges: SeqRange[] }>): KeyedVisible[] =>
      [...byId].map(([conversationId, { key, ranges }]) => ({ conversationId, key, ranges: mergeRanges(ranges) }));
    return new Map([...byUser].map(([uid, byId]) => [uid, merged(byId)]));
  }

  /** For a page past the end, which has no row to carry the total. */
  async count(uid: number): Promise<number> {
    const sql = `SELECT COUNT(*) AS total FROM (${LAST_VISIBLE}) v`;
    const [row] = await this.reads.query<{ total: number }>(sql, [uid, uid, uid]);
    return row?.total ?? 0;
  }

  private findDialogue(uid: number, key: string): Promise<VisibleRow[]> {
    return this.reads.query<VisibleRow>(
      `SELECT c.id, c.last_seq, c.expired_seq, 0 AS since_seq, NULL AS until_seq FROM conversations c
       JOIN participants p ON p.conversation_id = c.id AND p.user_id = ? WHERE c.conversation_key = ?`,
      [uid, key],
    );
  }

  private findInGroup(uid: number, key: string): Promise<VisibleRow[]> {
    return this.reads.query<VisibleRow>(
      `SELECT c.id, c.last_seq, c.expired_seq, g.since_seq, NULL AS until_seq FROM conversations c
       JOIN group_members g ON g.conversation_id = c.id AND g.user_id = ? WHERE c.conversation_key = ?
       UNION ALL
       SELECT c.id, c.last_seq, c.expired_seq, p.since_seq, p.until_seq FROM conversations c
       JOIN past_memberships p ON p.conversation_id = c.id AND p.user_id = ? WHERE c.conversation_key = ?`,
      [uid, key, uid, key],
    );
  }
}

/** Here what has expired is nobody's to see: all reading begins with these ranges. */
function rangeOf({ since_seq, until_seq, last_seq, expired_seq }: VisibleRow): SeqRange {
  return { from: Math.max(since_seq, expired_seq) + 1, to: until_seq ?? last_seq };
}

/**
 * The last visible seq of each conversation in which the user may see anything; takes the user id three times.
 * A group's participants rows hold receipts only: who its members are stands elsewhere.
 */
const LAST_VISIBLE = `
  SELECT w.conversation_id, MAX(w.seq) AS seq FROM (
    SELECT p.conversation_id, c.last_seq AS seq FROM participants p
    JOIN conversations c ON c.id = p.conversation_id
    WHERE p.user_id = ? AND c.last_seq > c.expired_seq AND c.kind <> ${CONVERSATION_KIND.group}
    UNION ALL
    SELECT g.conversation_id, c.last_seq FROM group_members g
    JOIN conversations c ON c.id = g.conversation_id WHERE g.user_id = ? AND c.last_seq > g.since_seq
      AND c.last_seq > c.expired_seq
    UNION ALL
    SELECT h.conversation_id, h.until_seq FROM past_memberships h
    JOIN conversations c ON c.id = h.conversation_id
    WHERE h.user_id = ? AND h.until_seq > h.since_seq AND h.until_seq > c.expired_seq
  ) w GROUP BY w.conversation_id`;
