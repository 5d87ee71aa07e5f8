/** The document's status values of a message at one receiver. */
export const RECEIPT_STATUS = { none: 0, received: 3, read: 4 } as const;

/** A status that a receiver can report. */
export type ReceiptStatus = typeof RECEIPT_STATUS.received | typeof RECEIPT_STATUS.read;
