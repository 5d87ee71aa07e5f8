/**
 * The vocabulary of the history log: what a test says that it did, and what it saw.
 * One event is one line of the JSONL file. Times (`t_mono`) are milliseconds on one monotonic clock,
 * strictly increasing along the log, so that no two events tie.
 *
 * Users are named by their uid as text ('1'); an official account by 's:' and its id ('s:9'), because the two
 * have separate id spaces. Conversation keys are those of `conversation-key.ts`.
 */

/** 0 sent, 3 received, 4 read. */
export type ReceiptStatus = 0 | 3 | 4;

/** A call that stores a message. Repeats carry the same `uid` and `cmid`; without a `cmid` each call stands alone. */
export interface SendInvocation {
  f: 'send';
  /** The socket or client that waits for answers in order; sender FIFO (I6) is judged within one. */
  proc: string | number;
  node?: string | undefined;
  uid: string;
  /** Several for a push to listed users, which stores one msg_id in each receiver's conversation. */
  conv: string | readonly string[];
  cmid?: string | undefined;
  text: string;
}

/** A change of group membership, whoever asked for it: `uid` is the member concerned. */
export interface MembershipInvocation {
  f: 'join' | 'leave';
  proc?: string | number | undefined;
  node?: string | undefined;
  conv: string;
  uid: string;
}

/** `by` stops, or again accepts, messages from `target`. */
export interface BlacklistInvocation {
  f: 'block' | 'unblock';
  proc?: string | number | undefined;
  node?: string | undefined;
  by: string;
  target: string;
}

/** `uid` acknowledges one message as received (3) or read (4). A call with a list of ids is one operation per id. */
export interface AckInvocation {
  f: 'ack';
  proc?: string | number | undefined;
  node?: string | undefined;
  uid: string;
  msg_id: number;
  status: 3 | 4;
}

export type Invocation = SendInvocation | MembershipInvocation | BlacklistInvocation | AckInvocation;

/** How an operation ended: it took effect, it certainly did not, or nobody can tell (timeout, reset, 10007, kill). */
export type Completion =
  { type: 'ok'; msg_id?: number | undefined } | { type: 'fail'; code: number } | { type: 'info'; reason: string };

/** A live push that reached one connection. */
export interface PushSighting {
  reader: string;
  conn: string | number;
  conv: string;
  msg_id: number;
  seq: number;
  sender?: string | undefined;
  cmid?: string | undefined;
  text: string;
}

export interface ReadMessage {
  seq: number;
  msg_id: number;
  sender: string;
  cmid?: string | undefined;
  text: string;
}

/** One page of one conversation, read upwards from a cursor (`getHistory` with after_seq, or `sync`). */
export interface PageSighting {
  reader: string;
  conv: string;
  /** The cursor, a seq: everything in the page lies above it. */
  after: number;
  /** Ascending by seq. */
  msgs: readonly ReadMessage[];
  /**
   * Part of a reading to the end, made after the faults stopped and every request was answered or given up.
   * What such pages leave out above the lowest of their cursors counts as lost, so begin at 0.
   */
  final?: boolean | undefined;
}

/** A receipt as `reader` (the sender, as a rule) saw it, by event or by query. */
export interface StatusSighting {
  reader: string;
  /** Order is judged within one connection; leave it out for queries made one after the other. */
  conn?: string | number | undefined;
  msg_id: number;
  recipient: string;
  status: ReceiptStatus;
  /** Asked after the drain: every acknowledged receipt must show. */
  final?: boolean | undefined;
}

interface Stamped {
  /** Milliseconds since the log began. */
  t_mono: number;
}

export type HistoryEvent =
  | (Stamped & { type: 'invoke'; op: number } & Invocation)
  | (Stamped & { op: number } & Completion)
  | (Stamped & { type: 'push' } & PushSighting)
  | (Stamped & { type: 'read' } & PageSighting)
  | (Stamped & { type: 'status' } & StatusSighting)
  | (Stamped & { type: 'member'; conv: string; uid: string })
  | (Stamped & { type: 'fault'; kind: string });
