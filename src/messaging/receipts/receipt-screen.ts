import { Injectable } from '@nestjs/common';
import { Coalescer, type Settled } from '../../common/async/coalescer.js';
import { AppError, storageUnavailable } from '../../common/errors/app-error.js';
import { MembershipService } from '../../groups/membership.service.js';
import { partiesOf } from '../../timeline/conversation-target.js';
import { RangeSet } from '../../timeline/range-set.js';
import {
  type FoundMessage,
  type LocatedMessage,
  type NamedMessages,
  TimelineReader,
  unexpired,
} from '../../timeline/timeline-reader.js';

/** What of the messages that a user named is theirs to acknowledge. */
export interface Screened {
  readonly messages: readonly LocatedMessage[];
  /** What the user may see of each of their conversations. */
  readonly visible: ReadonlyMap<number, RangeSet>;
}

/** With so many receipts waiting, a batch beside the one that is at work is worth its statements. */
export const WORTH_ANOTHER = 32;
/** Milliseconds after which whoever acknowledges is told 10007. */
export const RECEIPT_DEADLINE_MS = 2_500;

/**
 * Finds out which messages users may acknowledge: not their own, and not what they cannot see. All members of a group
 * acknowledge what it gets at the same time, so that many calls are looked up by few statements.
 */
@Injectable()
export class ReceiptScreen {
  private readonly queue = new Coalescer<NamedMessages, Screened>((named) => this.screen(named), {
    maxBatch: 200,
    maxWeight: 2_000,
    weigh: ({ msgIds }) => msgIds.length,
    maxQueued: 10_000,
    // These are reads: two at a time on either store.
    parallel: { batches: 2, worthAnother: WORTH_ANOTHER },
    deadlineMs: RECEIPT_DEADLINE_MS,
    refuse: storageUnavailable,
    // A read leaves nothing behind. 10007: the database is away.
    isUndone: (error) => !(error instanceof AppError),
  });

  constructor(
    private readonly reader: TimelineReader,
    private readonly memberships: MembershipService,
  ) {}

  /** @throws AppError 10007 */
  find(uid: number, msgIds: readonly number[]): Promise<Screened> {
    return this.queue.submit({ uid, msgIds });
  }

  private async screen(named: readonly NamedMessages[]): Promise<Settled<Screened>[]> {
    const located = await this.reader.locateEach(named);
    const claims = named.map(({ uid }, index) => ({ uid, messages: foreignTo(uid, located[index] ?? []) }));
    const pairs = new Map(
      claims.flatMap(({ uid, messages }) =>
        messages
          .filter(({ target }) => target.kind === 'group')
          .map(({ conversationId }) => [`${conversationId}:${uid}`, { conversationId, uid }] as const),
      ),
    );
    const rangesOf = await this.memberships.rangesOfPairs([...pairs.values()]);
    return claims.map(({ uid, messages }) => {
      const visible = new Map<number, RangeSet>();
      for (const message of messages) {
        const { conversationId, target } = message;
        if (visible.has(conversationId)) continue;
        if (target.kind === 'group') {
          const ranges = RangeSet.of(rangesOf({ conversationId, uid }));
          if (!ranges.isEmpty) visible.set(conversationId, ranges.intersect(unexpired(message)));
        } else if (partiesOf(target).includes(uid)) visible.set(conversationId, unexpired(message));
      }
      const seen = messages.filter(({ conversationId, seq }) => visible.get(conversationId)?.has(seq));
      return { ok: true, value: { messages: seen, visible } };
    });
  }
}

function foreignTo(uid: number, messages: readonly FoundMessage[]): FoundMessage[] {
  return messages.filter(({ sender }) => sender.kind !== 'user' || sender.id !== uid);
}
