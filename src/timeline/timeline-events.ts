import { defineEvent } from '../events/event-bus.js';
import type { Message } from './message.js';

/** A message was committed. */
export interface MessageCreated {
  readonly message: Message;
  /** The group's `members_version` as of the message: who its members were (0 outside groups). */
  readonly membersVersion: number;
  /** Receivers as of the message, without the sender. */
  readonly receivers: number;
  /** The connection that sent it, which is told by its acknowledgement instead. */
  readonly origin: string | undefined;
}

export const messageCreated = defineEvent<MessageCreated>('message.created');
