import { defineEvent } from '../events/event-bus.js';
import type { Profile } from '../users/profile.js';
import type { Message, MessageBody } from './message.js';

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

/** Where one receiver finds a push. */
export interface PushedPlace {
  readonly uid: number;
  readonly conversationId: number;
  readonly seq: number;
}

/** An official account's message to listed users was committed. */
export interface MessagePushed {
  readonly id: number;
  readonly service: Profile;
  readonly type: number;
  readonly body: MessageBody;
  /** UTC milliseconds. */
  readonly createdAt: number;
  readonly places: readonly PushedPlace[];
}

export const messagePushed = defineEvent<MessagePushed>('message.pushed');
