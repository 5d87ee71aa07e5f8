import type { Profile } from '../users/profile.js';
import type { ConversationTarget } from './conversation-target.js';

export const SENDER_KIND = { user: 0, service: 1 } as const;
export type SenderKind = keyof typeof SENDER_KIND;

export const MESSAGE_TYPE = { text: 1, image: 2, article: 3 } as const;

/** The body as it was sent: checked fields only, by message type. */
export type MessageBody = Readonly<Record<string, string | number>>;

/** A sender, and how they show themselves at present. */
export interface Sender extends Profile {
  readonly kind: SenderKind;
}

/** A message in its place in a conversation. */
export interface Message {
  readonly id: number;
  readonly conversationId: number;
  readonly target: ConversationTarget;
  /** 1, 2, 3 … without gaps inside the conversation, in the order in which messages became visible. */
  readonly seq: number;
  readonly sender: Sender;
  readonly clientMsgId: string | undefined;
  /** A value of MESSAGE_TYPE. */
  readonly type: number;
  /** Undefined once the message was recalled. */
  readonly body: MessageBody | undefined;
  /** UTC milliseconds. */
  readonly createdAt: number;
}
