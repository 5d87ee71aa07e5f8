import { Injectable } from '@nestjs/common';
import { WireTime } from '../../common/time.js';
import { Configuration } from '../../config/configuration.js';
import { type ConversationTarget, keyOf } from '../../timeline/conversation-target.js';
import type { MessageTrace, Reason, UserTrace } from './message-trace.js';

/** Its parties, or the group; what does not apply is absent. */
type WireConversation =
  | { readonly kind: 'users'; readonly user_ids: readonly number[] }
  | { readonly kind: 'service'; readonly service_id: number; readonly user_id: number | null }
  | { readonly kind: 'group'; readonly group_type: number; readonly group_id: number };

interface WireUserTrace {
  readonly user_id: number;
  readonly status: number;
  readonly received_at: string | null;
  readonly read_at: string | null;
  readonly exact: boolean;
}

export interface WireMessageTrace {
  readonly msg_id: number;
  readonly state: 'sent' | 'recalled';
  readonly accepted: string | null;
  readonly committed: string;
  readonly recalled: string | null;
  readonly conversation: WireConversation & { readonly conversation_id: string; readonly seq: number | null };
  readonly sender: { readonly kind: 'user' | 'service'; readonly id: number };
  readonly receivers: number;
  readonly received: number;
  readonly read: number;
  readonly users: readonly WireUserTrace[];
  readonly next_cursor: number | null;
  readonly reason: Reason | null;
}

@Injectable()
export class MessageTracePresenter {
  private readonly time: WireTime;

  constructor({ timeZone }: Configuration) {
    this.time = new WireTime(timeZone);
  }

  present(trace: MessageTrace): WireMessageTrace {
    const { id, sender, acceptedAt, committedAt, recalledAt } = trace.message;
    return {
      msg_id: id,
      state: recalledAt === undefined ? 'sent' : 'recalled',
      accepted: this.render(acceptedAt),
      committed: this.time.render(committedAt),
      recalled: this.render(recalledAt),
      conversation: presentPlace(trace),
      sender: { kind: sender.kind, id: sender.id },
      receivers: trace.receivers,
      received: trace.received,
      read: trace.read,
      users: trace.users.map((user) => this.presentUser(user)),
      next_cursor: trace.nextCursor ?? null,
      reason: trace.reason ?? null,
    };
  }

  private presentUser({ uid, status, receivedAt, readAt, exact }: UserTrace): WireUserTrace {
    return { user_id: uid, status, received_at: this.render(receivedAt), read_at: this.render(readAt), exact };
  }

  private render(ms: number | undefined): string | null {
    return ms === undefined ? null : this.time.render(ms);
  }
}

function presentPlace({ message: { target, seq }, isListed }: MessageTrace): WireMessageTrace['conversation'] {
  if (isListed && target.kind === 'service') {
    const { serviceId } = target;
    return { kind: 'service', service_id: serviceId, user_id: null, conversation_id: `s:${serviceId}`, seq: null };
  }
  return { ...presentTarget(target), conversation_id: keyOf(target), seq };
}

function presentTarget(target: ConversationTarget): WireConversation {
  switch (target.kind) {
    case 'users':
      return { kind: 'users', user_ids: [target.low, target.high] };
    case 'service':
      return { kind: 'service', service_id: target.serviceId, user_id: target.uid };
    case 'group':
      return { kind: 'group', group_type: target.groupType, group_id: target.groupId };
  }
}
