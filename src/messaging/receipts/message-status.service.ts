import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { type Page, toWindow } from '../../common/paging.js';
import { MembershipService } from '../../groups/membership.service.js';
import { type LocatedMessage, TimelineReader } from '../../timeline/timeline-reader.js';
import { ProgressCounter } from './progress-counter.js';
import type { Progress } from './progress-tally.js';
import { RECEIPT_STATUS } from './receipt-status.js';
import { otherParties, type Receiver, ReceiverStatuses } from './receiver-statuses.js';

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
    private readonly statuses: ReceiverStatuses,
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
    const statuses = await this.statuses.read(message, receivers);
    return statuses.map(({ id, status }) => ({ user_id: id, status }));
  }

  /** Those to whom the message was addressed, by id, and under which number their marks are kept. */
  private async receiversOf(
    { target, conversationId, seq, sender }: LocatedMessage,
    offset: number,
    limit: number,
  ): Promise<Receiver[]> {
    const without = sender.kind === 'user' ? sender.id : 0;
    const window = { without, offset, limit };
    if (target.kind === 'group')
      return (await this.memberships.audienceOf(conversationId, seq, window)).map((id) => ({ id, side: id }));
    return otherParties(target, sender).slice(offset, offset + limit);
  }
}

function countOf(users: readonly UserStatus[]): Progress {
  return {
    received: users.filter(({ status }) => status !== RECEIPT_STATUS.none).length,
    read: users.filter(({ status }) => status === RECEIPT_STATUS.read).length,
  };
}
