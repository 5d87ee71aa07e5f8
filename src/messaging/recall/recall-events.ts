import { defineEvent } from '../../events/event-bus.js';
import type { ConversationTarget } from '../../timeline/conversation-target.js';
import type { PushedPlace } from '../../timeline/timeline-events.js';
import type { LocatedMessage } from '../../timeline/timeline-reader.js';

/** A message was recalled: its body is gone from the database. */
export const messageRecalled = defineEvent<{ readonly message: LocatedMessage }>('message.recalled');

/** Messages of one conversation were erased because the user who wrote them was deleted: to clients they are recalled. */
export interface MessagesErased {
  readonly conversationId: number;
  readonly target: ConversationTarget;
  /** Who wrote them. */
  readonly uid: number;
  readonly messages: readonly { readonly id: number; readonly seq: number }[];
}

export const messagesErased = defineEvent<MessagesErased>('messages.erased');

/** What an official account had sent to listed users was recalled. */
export interface PushRecalled {
  readonly id: number;
  readonly serviceId: number;
  readonly places: readonly PushedPlace[];
}

export const pushRecalled = defineEvent<PushRecalled>('push.recalled');
