import { defineEvent } from '../../events/event-bus.js';
import type { LocatedMessage } from '../../timeline/timeline-reader.js';
import type { ReceiptStatus } from './receipt-status.js';

/** A user received, or read, messages for the first time; read ones count as received too. */
export interface ReceiptsAdvanced {
  readonly uid: number;
  readonly status: ReceiptStatus;
  /** UTC milliseconds. */
  readonly at: number;
  readonly messages: readonly LocatedMessage[];
  /** The connection that acknowledged, if any. */
  readonly origin: string | undefined;
}

export const receiptsAdvanced = defineEvent<ReceiptsAdvanced>('receipts.advanced');

/** What became of official accounts' messages has changed: their counts, by id. */
export interface PushReceiptsAdvanced {
  readonly ids: readonly number[];
}

export const pushReceiptsAdvanced = defineEvent<PushReceiptsAdvanced>('push_receipts.advanced');
