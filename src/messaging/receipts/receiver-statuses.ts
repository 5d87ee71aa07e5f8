import { Injectable } from '@nestjs/common';
import { type ConversationTarget, type GroupTarget, partiesOf } from '../../timeline/conversation-target.js';
import { RangeSet } from '../../timeline/range-set.js';
import type { SenderRef } from '../../timeline/sender-directory.js';
import type { LocatedMessage } from '../../timeline/timeline-reader.js';
import { ACCOUNT_SIDE } from './account-side.js';
import { MarksReader, type TimedMarksRow } from './marks-reader.js';
import { blockOf } from './receipt-marks.js';
import { RECEIPT_STATUS } from './receipt-status.js';

/** Somebody to whom a message was addressed, and under which number their marks are kept. */
export interface Receiver {
  readonly id: number;
  readonly side: number;
}

export interface ReceiverStatus {
  readonly id: number;
  /** 0, 3 or 4. */
  readonly status: number;
  /**
   * When, at the latest, in UTC milliseconds: kept is when the marks last rose that hold the message. Undefined where
   * it has not come to that, or it was before this was kept.
   */
  readonly receivedAt: number | undefined;
  readonly readAt: number | undefined;
}

const NOTHING = { status: RECEIPT_STATUS.none, receivedAt: undefined, readAt: undefined } as const;

/** What single receivers made of a message that is no push. */
@Injectable()
export class ReceiverStatuses {
  constructor(private readonly marks: MarksReader) {}

  /** In the order of the receivers, who are a page at most. */
  async read(
    { conversationId, seq }: Pick<LocatedMessage, 'conversationId' | 'seq'>,
    receivers: readonly Receiver[],
  ): Promise<ReceiverStatus[]> {
    const sides = receivers.map(({ side }) => side);
    const marks = await this.marks.findMarks(conversationId, sides, blockOf(seq));
    const statuses = new Map(marks.map((row) => [row.user_id, statusOf(row, seq)]));
    return receivers.map(({ id, side }) => ({ id, ...(statuses.get(side) ?? NOTHING) }));
  }
}

/** To whom a message of two parties is addressed; nobody, where it is a note to oneself. */
export function otherParties(target: Exclude<ConversationTarget, GroupTarget>, sender: SenderRef): Receiver[] {
  if (target.kind === 'service' && sender.kind === 'user') return [{ id: target.serviceId, side: ACCOUNT_SIDE }];
  const without = sender.kind === 'user' ? sender.id : 0;
  return partiesOf(target).flatMap((id) => (id === without ? [] : [{ id, side: id }]));
}

function statusOf(row: TimedMarksRow, seq: number): Omit<ReceiverStatus, 'id'> {
  const read = markOf(seq, row.read_low, row.read_at, row.read_set, row.set_read_at);
  const received = markOf(seq, row.received_low, row.received_at, row.received_set, row.set_received_at);
  if (read === undefined) {
    if (received === undefined) return NOTHING;
    return { status: RECEIPT_STATUS.received, receivedAt: received.at, readAt: undefined };
  }
  // Whatever was received later than this one moved its mark as well, but not its being read.
  const receivedAt = Math.min(received?.at ?? Infinity, read.at ?? Infinity);
  return {
    status: RECEIPT_STATUS.read,
    receivedAt: receivedAt === Infinity ? undefined : receivedAt,
    readAt: read.at,
  };
}

/** The mark that holds a message, and when it last rose. */
function markOf(
  seq: number,
  low: number,
  lowAt: number | null,
  set: string | null,
  setAt: number | null,
): { at: number | undefined } | undefined {
  if (seq <= low) return { at: lowAt ?? undefined };
  return RangeSet.parse(set ?? '').has(seq) ? { at: setAt ?? undefined } : undefined;
}
