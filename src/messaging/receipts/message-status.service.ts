import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { type Page, toWindow } from '../../common/paging.js';
import { MembershipService } from '../../groups/membership.service.js';
import { partiesOf } from '../../timeline/conversation-target.js';
import { RangeSet } from '../../timeline/range-set.js';
import { type LocatedMessage, TimelineReader } from '../../timeline/timeline-reader.js';
import { ProgressCounter } from './progress-counter.js';
import type { Progress } from './progress-tally.js';
import { ACCOUNT_SIDE } from './account-side.js';
import { blockOf } from './receipt-marks.js';
import { RECEIPT_STATUS } from './receipt-status.js';
import { MarksReader } from './marks-reader.js';

export interface MessageStatus {
  readonly msg_id: number;
  /** As of sending, without the sender. */
  readonly receivers: number;
  readonly received: number;
  readonly read: number;
  readonly users: readonly UserStatus[];
}

/** An official account is the receiver of what is sent to it. */
export interface UserStatus {
  readonly user_id: number;
  readonly status: number;
}

/** More than anything has. */
const EVERYBODY = Number.MAX_SAFE_INTEGER;

/** What became of a message at its receivers: getMessageStatus. */
@Injectable()
export class MessageStatusService {
  constructor(
    private readonly reader: TimelineReader,
    private readonly memberships: MembershipService,
    private readonly marks: MarksReader,
    private readonly counter: ProgressCounter,
  ) {}

  /** @throws AppError 20002 for a message that the user did not send */
  async read(uid: number, msgId: number, page: Page): Promise<MessageStatus> {
    const [message] = await this.reader.locate(uid, [msgId]);
    if (message?.sender.kind !== 'user' || message.sender.id !== uid) throw new AppError(20002);
    const window = toWindow(page);
    const limit = window?.limit ?? EVERYBODY;
    const users = window ? await this.statusOfEach(message, window.offset, limit) : [];
    const isComplete = window?.offset === 0 && users.length < limit;
    const counts = isComplete ? countOf(users) : await this.progressOf(message);
    return { msg_id: msgId, receivers: message.receivers, ...counts, users };
  }

  private async progressOf(message: LocatedMessage): Promise<Progress> {
    if (message.target.kind !== 'group') return countOf(await this.statusOfEach(message, 0, EVERYBODY));
    const counts = await this.counter.count([message]);
    return counts.get(message.id) ?? countOf([]);
  }

  private async statusOfEach(message: LocatedMessage, offset: number, limit: number): Promise<UserStatus[]> {
    const receivers = await this.receiversOf(message, offset, limit);
    const { conversationId, seq } = message;
    const sides = receivers.map(({ side }) => side);
    const marks = await this.marks.findMarks(conversationId, sides, blockOf(seq));
    const statusOf = new Map(
      marks.map((row) => {
        const read = seq <= row.read_low || RangeSet.parse(row.read_set ?? '').has(seq);
        const received = read || seq <= row.received_low || RangeSet.parse(row.received_set ?? '').has(seq);
        return [row.user_id, read ? RECEIPT_STATUS.read : received ? RECEIPT_STATUS.received : RECEIPT_STATUS.none];
      }),
    );
    return receivers.map(({ id, side }) => ({ user_id: id, status: statusOf.get(side) ?? RECEIPT_STATUS.none }));
  }

  /** Those to whom the message was addressed, by id, and under which number their marks are kept. */
  private async receiversOf(
    { target, conversationId, seq, sender }: LocatedMessage,
    offset: number,
    limit: number,
  ): Promise<{ id: number; side: number }[]> {
    const without = sender.kind === 'user' ? sender.id : 0;
    const window = { without, offset, limit };
    if (target.kind === 'group')
      return (await this.memberships.audienceOf(conversationId, seq, window)).map((id) => ({ id, side: id }));
    const parties =
      target.kind === 'service' && sender.kind === 'user'
        ? [{ id: target.serviceId, side: ACCOUNT_SIDE }]
        : partiesOf(target).flatMap((id) => (id === without ? [] : [{ id, side: id }]));
    return parties.slice(offset, offset + limit);
  }
}

function countOf(users: readonly UserStatus[]): Progress {
  return {
    received: users.filter(({ status }) => status !== RECEIPT_STATUS.none).length,
    read: users.filter(({ status }) => status === RECEIPT_STATUS.read).length,
  };
}
