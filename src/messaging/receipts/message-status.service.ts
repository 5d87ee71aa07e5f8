import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { type Page, toWindow } from '../../common/paging.js';
import { MembershipService } from '../../groups/membership.service.js';
import { partiesOf } from '../../timeline/conversation-target.js';
import { RangeSet } from '../../timeline/range-set.js';
import { type LocatedMessage, TimelineReader } from '../../timeline/timeline-reader.js';
import { ProgressCounter } from './progress-counter.js';
import type { Progress } from './progress-tally.js';
import { blockOf } from './receipt-marks.js';
import { RECEIPT_STATUS } from './receipt-status.js';
import { ReceiptRepository } from './receipt.repository.js';

interface UserStatus {
  readonly user_id: number;
  readonly status: number;
}

export interface MessageStatus {
  readonly msg_id: number;
  /** As of sending, without the sender. */
  readonly receivers: number;
  readonly received: number;
  readonly read: number;
  readonly users: readonly UserStatus[];
}

/** What became of a message at its receivers: getMessageStatus. */
@Injectable()
export class MessageStatusService {
  constructor(
    private readonly reader: TimelineReader,
    private readonly memberships: MembershipService,
    private readonly receipts: ReceiptRepository,
    private readonly counter: ProgressCounter,
  ) {}

  /** @throws AppError 20002 for a message that the user did not send */
  async read(uid: number, msgId: number, page: Page): Promise<MessageStatus> {
    const [message] = await this.reader.locate([msgId]);
    if (message?.sender.kind !== 'user' || message.sender.id !== uid) throw new AppError(20002);
    const { receivers } = message;
    return { msg_id: msgId, receivers, ...(await this.progressOf(message)), users: await this.usersOf(message, page) };
  }

  private async progressOf(message: LocatedMessage): Promise<Progress> {
    if (message.target.kind !== 'group') return countOf(await this.usersOf(message, { page: 1 }));
    const counts = await this.counter.count([message]);
    return counts.get(message.id) ?? countOf([]);
  }

  /** A page of those to whom the message was addressed, by id. */
  private async usersOf(message: LocatedMessage, page: Page): Promise<UserStatus[]> {
    const { conversationId, seq, target, sender } = message;
    const window = toWindow(page);
    if (!window) return [];
    const { offset, limit = Infinity } = window;
    const uids =
      target.kind === 'group'
        ? await this.memberships.audienceOf(conversationId, seq, sender.id, window)
        : partiesOf(target)
            .filter((uid) => uid !== sender.id)
            .slice(offset, offset + limit);
    const marks = await this.receipts.findMarks(conversationId, uids, blockOf(seq));
    const statusOf = new Map(
      marks.map((row) => {
        const read = seq <= row.read_low || RangeSet.parse(row.read_set ?? '').has(seq);
        const received = read || seq <= row.received_low || RangeSet.parse(row.received_set ?? '').has(seq);
        return [row.user_id, read ? RECEIPT_STATUS.read : received ? RECEIPT_STATUS.received : RECEIPT_STATUS.none];
      }),
    );
    return uids.map((uid) => ({ user_id: uid, status: statusOf.get(uid) ?? RECEIPT_STATUS.none }));
  }
}

function countOf(users: readonly UserStatus[]): Progress {
  return {
    received: users.filter(({ status }) => status !== RECEIPT_STATUS.none).length,
    read: users.filter(({ status }) => status === RECEIPT_STATUS.read).length,
  };
}
