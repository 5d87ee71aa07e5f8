import { Injectable } from '@nestjs/common';
import { MembershipService } from '../../groups/membership.service.js';
import { followersOf, keyOf, withService } from '../../timeline/conversation-target.js';
import type { SeqRange } from '../../timeline/seq-range.js';
import { type PlaceRow, SentToUserRepository } from './sent-to-user.repository.js';

/** What one user got from an account, as of one moment. */
export interface SentToUser {
  readonly total: number;
  /** `count` of its range are the account's, the others the user's. */
  readonly dialogue: { readonly id: number; readonly range: SeqRange; readonly count: number } | undefined;
  /** Closed intervals, the newest first: what they were sent while following. */
  readonly broadcasts: { readonly id: number; readonly ranges: readonly SeqRange[] } | undefined;
}

/**
 * What one user got from an official account (interface 15). Broadcasts are not counted: their seqs have no gaps, so
 * that those of a user are the lengths of what they followed.
 */
@Injectable()
export class SentToUserReader {
  constructor(
    private readonly sent: SentToUserRepository,
    private readonly memberships: MembershipService,
  ) {}

  /** @param goneNo the account's pushes up to this number have expired, whether or not their copies are gone already */
  async find(serviceId: number, uid: number, goneNo: number): Promise<SentToUser> {
    const keys = [keyOf(withService(serviceId, uid)), keyOf(followersOf(serviceId))];
    const places = await this.sent.findPlaces(keys);
    const [dialogue, group] = keys.map((key) => places.find(({ conversation_key }) => conversation_key === key));
    const range = dialogue && (await this.shownOf(dialogue, goneNo));
    const own = dialogue && range ? await this.sent.countInDialogue(dialogue.id, range) : 0;
    const ranges = group ? await this.rangesOf(uid, group.id, await this.shownOf(group, goneNo)) : [];
    return {
      total: ranges.reduce((sum, { from, to }) => sum + to - from + 1, own),
      dialogue: dialogue && range && { id: dialogue.id, range, count: own },
      broadcasts: group && { id: group.id, ranges },
    };
  }

  /**
   * Ids of a page, newest first, in commit order. What is passed over in one list is at most what the other one does not
   * have: so much of it is before the page for sure, and the rest is read to find out.
   */
  async findIds({ total, dialogue, broadcasts }: SentToUser, offset: number, limit: number): Promise<number[]> {
    const listed = dialogue?.count ?? 0;
    const skipped = { listed: Math.max(0, offset - (total - listed)), wide: Math.max(0, offset - listed) };
    const most = offset + limit;
    const rows = [
      ...(dialogue
        ? await this.sent.findInDialogue(dialogue.id, dialogue.range, skipped.listed, most - skipped.listed)
        : []),
      ...(broadcasts
        ? await this.sent.findBroadcasts(broadcasts.id, part(broadcasts.ranges, skipped.wide, most - skipped.wide))
        : []),
    ];
    rows.sort((a, b) => b.service_no - a.service_no);
    const first = offset - skipped.listed - skipped.wide;
    return rows.slice(first, first + limit).map(({ id }) => id);
  }

  /** What there is of a conversation: the account's numbers and its seqs are in the same order. */
  private async shownOf({ id, last_seq, expired_seq }: PlaceRow, goneNo: number): Promise<SeqRange> {
    if (goneNo === 0) return { from: expired_seq + 1, to: last_seq };
    const first = await this.sent.findFirstAbove(id, expired_seq, goneNo);
    return { from: first ?? last_seq + 1, to: last_seq };
  }

  /** Of what there is, the newest first. */
  private async rangesOf(uid: number, id: number, shown: SeqRange): Promise<SeqRange[]> {
    const ranges = (await this.memberships.rangesOf(uid, [id])).get(id) ?? [];
    return ranges
      .map(({ from, to }) => ({ from: Math.max(from, shown.from), to: Math.min(to, shown.to) }))
      .filter(({ from, to }) => from <= to)
      .sort((a, b) => b.from - a.from);
  }
}

/** `count` seqs of these, newest first, behind the first `skip` of them; as ranges. */
function part(ranges: readonly SeqRange[], skip: number, count: number): SeqRange[] {
  const taken: SeqRange[] = [];
  let [before, left] = [skip, count];
  for (const { from, to } of ranges) {
    const last = to - before;
    before = Math.max(0, before - (to - from + 1));
    if (last < from) continue;
    if (left <= 0) break;
    const first = Math.max(from, last - left + 1);
    taken.push({ from: first, to: last });
    left -= last - first + 1;
  }
  return taken;
}
