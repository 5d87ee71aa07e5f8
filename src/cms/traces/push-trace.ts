import { Injectable } from '@nestjs/common';
import { PUSH_KIND } from '../../timeline/push-kind.js';
import type { TracedMessage } from '../../timeline/message-trace.repository.js';
import { TimelineReader } from '../../timeline/timeline-reader.js';
import { type PushReceiver, PushOutcomeService } from '../pushes/push-outcome.service.js';
import type { PushRow } from '../pushes/push.repository.js';
import type { MessageTrace, TraceQuery, UserTrace } from './message-trace.js';

/** What official accounts sent: each receipt has its own times. */
@Injectable()
export class PushTrace {
  constructor(
    private readonly outcome: PushOutcomeService,
    private readonly reader: TimelineReader,
  ) {}

  /** @throws AppError 20002 where it is just being removed */
  async read(message: TracedMessage, query: TraceQuery): Promise<MessageTrace> {
    const push = await this.outcome.find(message.id);
    const isListed = push.kind === PUSH_KIND.list;
    const { receivers, received_count, read_count, recalled_at } = push;
    const page = query.uid === undefined ? await this.readPage(push, query) : await this.readOne(push, query.uid);
    const copy = isListed && query.uid !== undefined ? await this.findCopy(message.id, query.uid) : undefined;
    return {
      message: { ...message, ...copy, recalledAt: recalled_at ?? undefined },
      receivers,
      received: received_count,
      read: read_count,
      ...page,
      reason: undefined,
      isListed: isListed && copy === undefined,
    };
  }

  /** Where it stands in the dialogue of one of its receivers. */
  private async findCopy(msgId: number, uid: number) {
    const [copy] = await this.reader.locate(uid, [msgId]);
    return copy && { conversationId: copy.conversationId, target: copy.target, seq: copy.seq };
  }

  private async readPage(push: PushRow, { after, limit }: TraceQuery) {
    const page = await this.outcome.readReceivers(push, { status: undefined, cursor: after, limit });
    return { users: page.receivers.map(toUser), nextCursor: page.nextCursor };
  }

  /** Pages may end early, or be empty and go on: the user is in the first one that reaches them, or in none. */
  private async readOne(push: PushRow, uid: number) {
    for (let cursor: number | undefined = uid - 1; cursor !== undefined && cursor < uid;) {
      const page = await this.outcome.readReceivers(push, { status: undefined, cursor, limit: 1 });
      const users = page.receivers.filter((receiver) => receiver.uid === uid).map(toUser);
      if (users.length > 0 || page.nextCursor === cursor) return { users, nextCursor: undefined };
      cursor = page.nextCursor;
    }
    return { users: [], nextCursor: undefined };
  }
}

function toUser({ uid, status, receivedAt, readAt }: PushReceiver): UserTrace {
  return { uid, status, receivedAt, readAt, exact: true };
}
