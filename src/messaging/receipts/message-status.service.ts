import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { type Page, toWindow } from '../../common/paging.js';
import { MembershipService } from '../../groups/membership.service.js';
import { partiesOf } from '../../timeline/conversation-target.js';
import { RangeSet } from '../../timeline/range-set.js';
import { type LocatedMessage, TimelineReader } from '../../timeline/timeline-reader.js';
import { blockOf } from './receipt-marks.js';
import { RECEIPT_STATUS } from './receipt-status.js';
import { ReceiptRepository } from './receipt.repository.js';

export interface MessageStatus {
  readonly msg_id: number;
  /** As of sending, without the sender. */
  readonly receivers: number;
  readonly received: number;
  readonly read: number;
  readonly users: readonly { readonly user_id: number; readonly status: number }[];
}

export interface Progress {
  readonly received: number;
  readonly read: number;
}

/** What became of a message at its receivers: getMessageStatus, and the counts of `message:progress`. */
@Injectable()
export class MessageStatusService {
  constructor(
    private readonly reader: TimelineReader,
    private readonly memberships: MembershipService,
    private readonly receipts: ReceiptRepository,
  ) {}

  /** @throws AppError 20002 for a message that the user did not send */
  async read(uid: number, msgId: number, page: Page): Promise<MessageStatus> {
    const [message] = await this.reader.locate([msgId]);
    if (message?.sender.kind !== 'user' || message.sender.id !== uid) throw new AppError(20002);
    const users = await this.statusOfEach(message);
    const window = toWindow(page);
    const shown = window ? users.slice(window.offset, window.offset + (window.limit ?? users.length)) : [];
    return { msg_id: msgId, receivers: message.receivers, ...countOf(users), users: shown };
  }

  async progress(message: LocatedMessage): Promise<Progress> {
    return countOf(await this.statusOfEach(message));
  }

  private async statusOfEach(message: LocatedMessage): Promise<{ user_id: number; status: number }[]> {
    const audience = await this.audienceOf(message);
    const { conversationId, seq } = message;
    const marks = await this.receipts.findMarks(conversationId, audience, blockOf(seq));
    const statusOf = new Map(
      marks.map((row) => {
        const read = seq <= row.read_low || RangeSet.parse(row.read_set).has(seq);
        const received = read || seq <= row.received_low || RangeSet.parse(row.received_set).has(seq);
        return [row.user_id, read ? RECEIPT_STATUS.read : received ? RECEIPT_STATUS.received : RECEIPT_STATUS.none];
      }),
    );
    return audience.map((uid) => ({ user_id: uid, status: statusOf.get(uid) ?? RECEIPT_STATUS.none }));
  }

  /** The users to whom the message was addressed, by id. */
  private async audienceOf({ target, conversationId, seq, sender }: LocatedMessage): Promise<number[]> {
    const all = target.kind === 'group' ? await this.memberships.audienceOf(conversationId, seq) : partiesOf(target);
    return all.filter((uid) => sender.kind !== 'user' || uid !== sender.id);
  }
}

function countOf(users: readonly { status: number }[]): Progress {
  return {
    received: users.filter(({ status }) => status !== RECEIPT_STATUS.none).length,
    read: users.filter(({ status }) => status === RECEIPT_STATUS.read).length,
  };
}
