import type { ConversationTarget } from '../../timeline/conversation-target.js';
import type { RangeSet } from '../../timeline/range-set.js';
import type { LocatedMessage } from '../../timeline/timeline-reader.js';
import type { ReceiptStatus } from './receipt-status.js';
import type { Side } from './receipt.repository.js';

/** What one call marks on one side: seqs that are visible to the user, and others' messages. */
export interface SideMarks extends Side {
  readonly status: ReceiptStatus;
  /** What the user may ever see of the conversation; its end may be open (Infinity). */
  readonly visible: RangeSet;
  readonly seqs: RangeSet;
  /** Everything visible up to here is marked as well (readConversation). */
  readonly upTo: number | undefined;
}

/** As a call names it. */
export interface NamedMarks extends SideMarks {
  readonly target: ConversationTarget;
}

/** One call: acknowledged messages, or a conversation read up to a seq. */
export interface ReceiptCommand {
  readonly uid: number;
  readonly status: ReceiptStatus;
  readonly sides: readonly NamedMarks[];
  /** The acknowledged messages, where the call named them. */
  readonly messages: readonly LocatedMessage[];
  readonly origin: string | undefined;
}
