import { Injectable } from '@nestjs/common';
import { badParameter } from '../../common/errors/app-error.js';
import { parseUint } from '../../common/uint.js';
import { keyOf, parseConversationId, targetOf } from '../../timeline/conversation-target.js';
import { type Push, PushPresenter } from '../../timeline/push.presenter.js';
import { RangeSet } from '../../timeline/range-set.js';
import { type Located, TimelineReader } from '../../timeline/timeline-reader.js';
import type { SeqRange } from '../../timeline/seq-range.js';
import type { SyncDto } from '../dto/sync.dto.js';
import { ANSWER_BYTES, collect, sizeOf } from '../history/collect.js';
import { VisibilityRepository } from '../history/visibility.repository.js';
import { type Recalled, RecallSync } from './recall-sync.js';

const DEFAULT_LIMIT = 200;

export interface SyncAnswer {
  /** Per conversation in seq order. */
  readonly messages: readonly Push[];
  readonly has_more: boolean;
  readonly recalled: readonly Recalled[];
  readonly recalls_cursor: number;
}

export interface VisibleConversation extends Located {
  readonly visible: RangeSet;
}

/** message/sync and message:sync: everything that the caller may see beyond what it has (contract, section 7). */
@Injectable()
export class SyncService {
  constructor(
    private readonly visibility: VisibilityRepository,
    private readonly reader: TimelineReader,
    private readonly presenter: PushPresenter,
    private readonly recalls: RecallSync,
  ) {}

  /** @throws AppError 10000 where `known` has an ill-formed conversation_id */
  async sync(uid: number, dto: SyncDto): Promise<SyncAnswer> {
    const known = knownSeqs(uid, dto.known);
    // Before the messages: what is recalled between the two readings is told twice rather than never.
    const until = await this.recalls.cursor();
    const conversations = (await this.visibility.findAll(uid)).map(
      ({ conversationId, key, ranges }): VisibleConversation => ({
        conversationId,
        target: targetOf(key),
        visible: RangeSet.of(ranges),
      }),
    );
    const told = await this.recalls.since(uid, conversations, dto.recalls_after, until);
    const budget = ANSWER_BYTES - told.recalled.reduce((sum, item) => sum + sizeOf(item), 0);
    const { items, hasMore } = await collect(dto.limit ?? DEFAULT_LIMIT, budget, async (count) => {
      const { stretches, hasMore } = takeStretches(conversations, known, count);
      const messages = await this.reader.readMany(stretches);
      return { items: messages.map((message) => this.presenter.present(message, uid)), hasMore };
    });
    return {
      messages: items,
      has_more: hasMore || told.hasMore,
      recalled: told.recalled,
      recalls_cursor: told.cursor,
    };
  }
}

/** By conversation key. */
function knownSeqs(uid: number, known: SyncDto['known']): Map<string, number> {
  return new Map(
    Object.entries(known).map(([conversationId, seq]) => {
      const target = parseConversationId(conversationId, uid);
      if (!target) throw badParameter('known');
      return [keyOf(target), parseUint(seq, 0) ?? 0];
    }),
  );
}

/**
 * The first `limit` seqs beyond the known ones, conversation by conversation, and whether more lie beyond.
 * They are known from then on.
 */
function takeStretches(
  conversations: readonly VisibleConversation[],
  known: Map<string, number>,
  limit: number,
): { stretches: (Located & SeqRange)[]; hasMore: boolean } {
  const stretches: (Located & SeqRange)[] = [];
  let left = limit;
  for (const { conversationId, target, visible } of conversations) {
    const after = known.get(keyOf(target)) ?? 0;
    for (const { from, to } of visible.clip(after + 1, Number.MAX_SAFE_INTEGER).list) {
      if (left === 0) return { stretches, hasMore: true };
      const end = Math.min(to, from + left - 1);
      stretches.push({ conversationId, target, from, to: end });
      known.set(keyOf(target), end);
      left -= end - from + 1;
      if (end < to) return { stretches, hasMore: true };
    }
  }
  return { stretches, hasMore: false };
}
