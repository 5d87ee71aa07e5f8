import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { MembershipService } from '../../groups/membership.service.js';
import { ProgressCounter } from '../../messaging/receipts/progress-counter.js';
import { RECEIPT_STATUS } from '../../messaging/receipts/receipt-status.js';
import { otherParties, ReceiverStatuses } from '../../messaging/receipts/receiver-statuses.js';
import { MessageTraceRepository, type TracedMessage } from '../../timeline/message-trace.repository.js';
import { PushTrace } from './push-trace.js';
import type { MessageTrace, Reason, TraceQuery, TracePage } from './message-trace.js';
import { whyNot } from './why-not.js';

/** The way of a message: into the store, and to each receiver (contract, section 7). */
@Injectable()
export class MessageTraceService {
  constructor(
    private readonly messages: MessageTraceRepository,
    private readonly memberships: MembershipService,
    private readonly statuses: ReceiverStatuses,
    private readonly counter: ProgressCounter,
    private readonly pushes: PushTrace,
  ) {}

  /** @throws AppError 20002 for a message that there is not, or is no more */
  async read(msgId: number, { uid, after, limit }: TraceQuery): Promise<MessageTrace> {
    const query = uid === undefined ? { uid, after, limit } : { uid, after: uid - 1, limit: 1 };
    const message = await this.messages.find(msgId);
    if (!message) throw new AppError(20002);
    const trace =
      message.sender.kind === 'service' ? await this.pushes.read(message, query) : await this.readOther(message, query);
    const users =
      uid === undefined ? trace.users : trace.users.filter((user) => user.uid === uid && !isToAccount(message));
    const reason = uid === undefined || users.length > 0 ? undefined : await this.reasonOf(message, uid);
    return { ...trace, users, nextCursor: uid === undefined ? trace.nextCursor : undefined, reason };
  }

  private async readOther(message: TracedMessage, query: TraceQuery): Promise<MessageTrace> {
    const { users, nextCursor } = await this.readUsers(message, query);
    const counts = await this.countOf(message);
    return { message, receivers: message.receivers, ...counts, users, nextCursor, reason: undefined };
  }

  private async readUsers(message: TracedMessage, query: TraceQuery): Promise<TracePage> {
    const { target, sender, conversationId, seq } = message;
    const { after, limit } = query;
    const receivers =
      target.kind === 'group'
        ? (await this.memberships.audienceAfter(conversationId, seq, { without: sender.id, after, limit })).map(
            (id) => ({
              id,
              side: id,
            }),
          )
        : otherParties(target, sender).filter(({ id }) => id > after);
    const statuses = await this.statuses.read(message, receivers);
    return {
      users: statuses.map(({ id, status, receivedAt, readAt }) => ({
        uid: id,
        status,
        receivedAt,
        readAt,
        exact: false,
      })),
      nextCursor: receivers.length < limit ? undefined : receivers.at(-1)?.id,
    };
  }

  private async countOf(message: TracedMessage): Promise<{ received: number; read: number }> {
    const { target, sender } = message;
    if (target.kind === 'group') {
      const counts = await this.counter.count([message]);
      return counts.get(message.id) ?? { received: 0, read: 0 };
    }
    const statuses = await this.statuses.read(message, otherParties(target, sender));
    return {
      received: statuses.filter(({ status }) => status !== RECEIPT_STATUS.none).length,
      read: statuses.filter(({ status }) => status === RECEIPT_STATUS.read).length,
    };
  }

  /** Why somebody was no receiver. */
  private async reasonOf({ target, sender, conversationId, seq }: TracedMessage, uid: number): Promise<Reason> {
    if (sender.kind === 'user' && sender.id === uid) return 'sender';
    if (target.kind !== 'group') return 'not_addressed';
    const ranges = await this.memberships.rangesWithin(conversationId, [uid]);
    return whyNot(ranges.get(uid) ?? [], seq);
  }
}

/** Its one receiver is an official account, whose id may be a user's as well. */
function isToAccount({ target, sender }: TracedMessage): boolean {
  return target.kind === 'service' && sender.kind === 'user';
}
