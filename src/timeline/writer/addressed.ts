import type { LockedConversation } from './append-command.js';
import type { PendingAppend } from './pending-append.js';

/** A command whose conversation is known. */
export interface Addressed {
  readonly pending: PendingAppend;
  readonly conversationId: number;
}

/** A command whose conversation is held by the transaction. */
export interface Held {
  readonly pending: PendingAppend;
  readonly conversation: LockedConversation;
}
