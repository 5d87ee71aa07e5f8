import type { MembersChanged } from '../../groups/group-events.js';
import type { MessagesErased, PushRecalled } from '../../messaging/recall/recall-events.js';
import type { ReceiptsAdvanced } from '../../messaging/receipts/receipt-events.js';
import type { MessageCreated, MessagePushed } from '../../timeline/timeline-events.js';
import type { LocatedMessage } from '../../timeline/timeline-reader.js';
import type { Notice } from '../notices.js';

/** What nodes tell each other after a commit; each delivers it to its own sockets. */
export type News =
  | { readonly kind: 'message'; readonly event: MessageCreated }
  | { readonly kind: 'pushed'; readonly event: MessagePushed }
  | { readonly kind: 'receipts'; readonly event: ReceiptsAdvanced }
  | { readonly kind: 'recalled'; readonly message: LocatedMessage }
  | { readonly kind: 'erased'; readonly event: MessagesErased }
  | { readonly kind: 'pushRecalled'; readonly event: PushRecalled }
  | { readonly kind: 'members'; readonly change: MembersChanged }
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'banned'; readonly uid: number }
  /** Receipts of official accounts' messages came in, or they were recalled. */
  | { readonly kind: 'pushProgress'; readonly ids: readonly number[] };
