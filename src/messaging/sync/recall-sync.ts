import { Injectable } from '@nestjs/common';
import { together } from '../../common/async/together.js';
import { type ConversationTarget, conversationIdFor } from '../../timeline/conversation-target.js';
import type { RangeSet } from '../../timeline/range-set.js';
import { RecallRepository } from '../recall/recall.repository.js';

/** Recalls that one answer looks at. */
const MAX_READ = 1000;

export interface Recalled {
  readonly msg_id: number;
  readonly conversation_id: string;
  readonly seq: number;
}

interface VisibleConversation {
  readonly conversationId: number;
  readonly target: ConversationTarget;
  readonly visible: RangeSet;
}

/** The part of sync that tells what was recalled since a cursor: the number of the next recall not yet told. */
@Injectable()
export class RecallSync {
  /** The same for all who ask at once. */
  private readonly next = together<'next', number>(async () => new Map([['next', await this.recalls.nextNo()]]), 1_000);

  constructor(private readonly recalls: RecallRepository) {}

  /** Everything recalled from now on has this number or a higher one. */
  async cursor(): Promise<number> {
    return (await this.next('next')) ?? 1;
  }

  /**
   * @param after an earlier answer's cursor; without one the client has nothing that could have been recalled
   * @param until the present cursor
   */
  async since(
    uid: number,
    conversations: readonly VisibleConversation[],
    after: number | undefined,
    until: number,
  ): Promise<{ recalled: Recalled[]; cursor: number; hasMore: boolean }> {
    if (after === undefined || after >= until) return { recalled: [], cursor: until, hasMore: false };
    const byId = new Map(conversations.map((conversation) => [conversation.conversationId, conversation]));
    const rows = await this.recalls.findBetween([...byId.keys()], after, until, MAX_READ);
    const hasMore = rows.length === MAX_READ;
    const seen = rows.filter((row) => byId.get(row.conversation_id)?.visible.has(row.seq));
    const recalled = seen.flatMap((row) => {
      const target = byId.get(row.conversation_id)?.target;
      if (!target) return [];
      return [{ msg_id: row.msg_id, conversation_id: conversationIdFor(target, uid), seq: row.seq }];
    });
    // What was read and is not the user's to know is passed over, too.
    return { recalled, cursor: hasMore ? (rows.at(-1)?.no ?? until) + 1 : until, hasMore };
  }
}
