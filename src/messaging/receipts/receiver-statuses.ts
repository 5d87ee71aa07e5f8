import { Injectable } from '@nestjs/common';
import { type ConversationTarget, type GroupTarget, partiesOf } from '../../timeline/conversation-target.js';
import { RangeSet } from '../../timeline/range-set.js';
import type { SenderRef } from '../../timeline/sender-directory.js';
import type { LocatedMessage } from '../../timeline/timeline-reader.js';
import { ACCOUNT_SIDE } from './account-side.js';
import { MarksReader, type MarksRow } from './marks-reader.js';
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
}

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
    return receivers.map(({ id, side }) => ({ id, status: statuses.get(side) ?? RECEIPT_STATUS.none }));
  }
}

/** To whom a message of two parties is addressed; nobody, where it is a note to oneself. */
export function otherParties(target: Exclude<ConversationTarget, GroupTarget>, sender: SenderRef): Receiver[] {
  if (target.kind === 'service' && sender.kind === 'user') return [{ id: target.serviceId, side: ACCOUNT_SIDE }];
  const without = sender.kind === 'user' ? sender.id : 0;
  return partiesOf(target).flatMap((id) => (id === without ? [] : [{ id, side: id }]));
}

function statusOf(row: MarksRow, seq: number): number {
  if (seq <= row.read_low || RangeSet.parse(row.read_set ?? '').has(seq)) return RECEIPT_STATUS.read;
  const received = seq <= row.received_low || RangeSet.parse(row.received_set ?? '').has(seq);
  return received ? RECEIPT_STATUS.received : RECEIPT_STATUS.none;
}
