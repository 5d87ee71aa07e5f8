import type { SendInvocation } from './events.js';
import type { Window } from './two-state.js';

export type Invariant =
  'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'I10' | 'I11' | 'I12' | 'I13' | 'I14';

/** One broken invariant, in words, with the ids and times (ms since the log began) that prove it. */
export interface Violation {
  invariant: Invariant;
  what: string;
  [evidence: string]: unknown;
}

/** An invocation with its outcome. */
export interface Operation<C> {
  call: C;
  invoked: number;
  /** When the answer came; without one, the last moment at which it may have taken effect (Infinity: any time). */
  done: number;
  outcome: 'ok' | 'fail' | 'info';
  code?: number | undefined;
  msgId?: number | undefined;
}

/** One message that someone meant to send: all the attempts with the same (sender, cmid). */
export interface Send {
  uid: string;
  cmid: string | undefined;
  attempts: Operation<SendInvocation>[];
  /** Where an attempt that was not refused wanted it. */
  convs: Set<string>;
  outcome: 'ok' | 'fail' | 'info';
  /** The first positive answer; Infinity without one. */
  ackedAt: number;
  /** When it was stored, if it was: after the first attempt not refused, before the first ok or sighting. */
  window: Window;
}

/** Where a stored message came from. */
export type Origin =
  | { kind: 'send'; send: Send }
  /** Could be any of several indeterminate sends of the same text; its reader saw no cmid. */
  | { kind: 'one-of'; sends: readonly Send[] }
  /** One more than these sends of the same sender and text account for. */
  | { kind: 'surplus'; sends: readonly Send[] }
  /** Every attempt to send it was refused. */
  | { kind: 'refused'; send: Send }
  | { kind: 'nobody' };

/** A message as first seen in a conversation; (conversation, msg_id) is its identity. */
export interface Stored {
  conv: string;
  msgId: number;
  seq: number;
  text: string;
  sender: string | undefined;
  cmid: string | undefined;
  firstSeen: number;
  origin: Origin;
  window: Window;
}

/** One message in the eyes of one reader, by push or within a page. */
export interface Observation {
  t: number;
  via: 'push' | 'read';
  reader: string;
  conn?: string | number | undefined;
  msgId: number;
  seq: number;
  sender?: string | undefined;
  cmid?: string | undefined;
  text: string;
}
