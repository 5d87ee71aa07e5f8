import { Injectable } from '@nestjs/common';
import { chunks } from '../../database/sql.js';
import { MembershipService } from '../../groups/membership.service.js';
import type { ConversationTarget } from '../../timeline/conversation-target.js';
import { RangeSet } from '../../timeline/range-set.js';
import { OwnMessages, type UnreadSide } from './own-messages.js';
import { MarksReader } from './marks-reader.js';

/** Above it the exact number interests nobody, and counting costs (contract, section 7). */
const CAP = 999;
/** Ranges of one conversation in one statement. */
const RANGES = 100;

export interface CountedConversation {
  readonly conversationId: number;
  readonly target: ConversationTarget;
  /** The last seq that the user may see. */
  readonly lastSeq: number;
  /** Up to here messages are gone. */
  readonly expiredSeq: number;
}

/** How many of others' messages a user has not read: not recalled, visible, at most 999. */
@Injectable()
export class UnreadService {
  constructor(
    private readonly marks: MarksReader,
    private readonly memberships: MembershipService,
    private readonly ownMessages: OwnMessages,
  ) {}

  /** @returns by conversation id; 0 is left out */
  async count(uid: number, conversations: readonly CountedConversation[]): Promise<Map<number, number>> {
    const sides = await this.unreadSides(uid, conversations);
    const queries = sides.flatMap(({ conversationId, unread }) =>
      chunks(unread.list, RANGES).map((part) => ({ conversationId, ranges: part })),
    );
    const counts = await this.marks.countForeign(uid, queries, CAP);
    for (const side of sides) {
      const foreign = counts.get(side.conversationId) ?? 0;
      // At the cap counting stopped early, and costs little.
      if (foreign < CAP) this.ownMessages.markSoon(side, foreign);
    }
    return counts;
  }

  private async unreadSides(uid: number, conversations: readonly CountedConversation[]): Promise<UnreadSide[]> {
    const groups = conversations.filter(({ target }) => target.kind === 'group');
    const memberships = await this.memberships.rangesOf(
      uid,
      groups.map(({ conversationId }) => conversationId),
    );
    const read = await this.readSets(uid, conversations);
    return conversations.map(({ conversationId, target, lastSeq, expiredSeq }) => {
      const all = [{ from: 1, to: Infinity }];
      const ranges = target.kind === 'group' ? (memberships.get(conversationId) ?? []) : all;
      const visible = RangeSet.of(ranges).clip(expiredSeq + 1, Infinity);
      const unread = visible.clip(1, lastSeq).minus(read.get(conversationId) ?? RangeSet.empty);
      return { conversationId, uid, visible, unread };
    });
  }

  private async readSets(uid: number, conversations: readonly CountedConversation[]): Promise<Map<number, RangeSet>> {
    const rows = await this.marks.findOwnMarks(
      uid,
      conversations.map(({ conversationId }) => conversationId),
    );
    const read = new Map<number, RangeSet>();
    for (const row of rows) {
      const known = read.get(row.conversation_id) ?? RangeSet.of([{ from: 1, to: row.read_low }]);
      read.set(row.conversation_id, known.union(RangeSet.parse(row.read_set ?? '')));
    }
    return read;
  }
}
