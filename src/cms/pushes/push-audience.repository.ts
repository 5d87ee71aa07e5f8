import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import { PUSH_KIND } from '../../timeline/push-kind.js';
import type { PushRow } from './push.repository.js';

/** Some of those to whom a push went, by user id. */
export interface AudiencePage {
  readonly uids: readonly number[];
  /** Nobody up to this user is missing; Infinity at the end. */
  readonly end: number;
  /** Rows that were read for it. */
  readonly rows: number;
}

interface IntervalRow {
  user_id: number;
  since_seq: number;
  until_seq: number | null;
}

interface Place {
  conversation_id: number;
  seq: number;
}

/** Past memberships that a page looks at, at least: most of them may be of other times. */
const LEAST_SCAN = 16;

/** To whom a push went, whatever became of it, in pages that cost the same wherever they lie. */
@Injectable()
export class PushAudienceRepository {
  constructor(private readonly reads: ReadStore) {}

  /**
   * The next receivers, of users above `after`.
   * @param limit rows to be read of listed receivers, of followers, and of those who unfollowed: a page may
   *   hold more receivers than that, or none and go on
   */
  async findReceivers({ id, kind }: PushRow, after: number, limit: number): Promise<AudiencePage> {
    if (kind === PUSH_KIND.list) return this.findTargets(id, after, limit);
    const [place] = await this.reads.query<Place>('SELECT conversation_id, seq FROM messages WHERE id = ?', [id]);
    return place ? this.findFollowersAt(place, after, limit) : { uids: [], end: Infinity, rows: 0 };
  }

  private async findTargets(pushId: number, after: number, limit: number): Promise<AudiencePage> {
    const rows = await this.reads.query<{ user_id: number }>(
      'SELECT user_id FROM push_targets WHERE push_id = ? AND user_id > ? ORDER BY user_id LIMIT ?',
      [pushId, after, limit],
    );
    return { uids: rows.map(({ user_id }) => user_id), end: endOf(rows, limit), rows: rows.length };
  }

  /** Those whose membership, present or past, includes the broadcast. */
  private async findFollowersAt(place: Place, after: number, limit: number): Promise<AudiencePage> {
    const { conversation_id, seq } = place;
    const present = await this.reads.query<IntervalRow>(
      `SELECT user_id, since_seq, NULL AS until_seq FROM group_members
       WHERE conversation_id = ? AND user_id > ? ORDER BY user_id LIMIT ?`,
      [conversation_id, after, limit],
    );
    const presentEnd = endOf(present, limit);
    const past = await this.findPast(place, after, presentEnd, Math.max(limit, LEAST_SCAN));
    const end = Math.min(presentEnd, past.end);
    const wanted = [...present, ...past.intervals].filter(
      (row) => row.user_id <= end && row.since_seq < seq && (row.until_seq === null || row.until_seq >= seq),
    );
    const uids = [...new Set(wanted.map(({ user_id }) => user_id))].sort((a, b) => a - b);
    return { uids, end, rows: present.length + past.rows };
  }

  /** Memberships that ended, of users above `after` and up to `to`. */
  private async findPast({ conversation_id, seq }: Place, after: number, to: number, limit: number) {
    const intervals = await this.reads.query<IntervalRow>(
      `SELECT user_id, since_seq, until_seq FROM past_memberships
       WHERE conversation_id = ? AND user_id > ? AND user_id <= ? ORDER BY user_id, since_seq LIMIT ?`,
      [conversation_id, after, Math.min(to, Number.MAX_SAFE_INTEGER), limit],
    );
    const rows = intervals.length;
    const last = intervals.at(-1)?.user_id;
    if (rows < limit || last === undefined) return { intervals, end: Infinity, rows };
    // The last one may have more of them than were read.
    const whole = intervals.filter(({ user_id }) => user_id !== last);
    const end = whole.at(-1)?.user_id;
    if (end !== undefined) return { intervals: whole, end, rows };
    const latest = await this.reads.query<IntervalRow>(
      `SELECT user_id, since_seq, until_seq FROM past_memberships
       WHERE conversation_id = ? AND user_id = ? AND since_seq < ? ORDER BY since_seq DESC LIMIT 1`,
      [conversation_id, last, seq],
    );
    return { intervals: latest, end: last, rows: rows + latest.length };
  }
}

/** Up to which user rows by user id are complete. */
function endOf(rows: readonly { user_id: number }[], limit: number): number {
  return rows.length < limit ? Infinity : (rows.at(-1)?.user_id ?? Infinity);
}
