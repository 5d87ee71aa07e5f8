import { attribute } from './attribution.js';
import { Conversation } from './conversation.js';
import type {
  AckInvocation,
  HistoryEvent,
  Invocation,
  PageSighting,
  SendInvocation,
  StatusSighting,
} from './events.js';
import type { Observation, Operation, Send, Stored } from './model.js';
import { TwoState } from './two-state.js';

export interface Sighting extends Observation {
  of: Conversation;
  stored: Stored;
}

export interface Page extends PageSighting {
  t: number;
  of: Conversation;
}

/** A log, sorted for the checks. */
export interface Digest {
  sends: Send[];
  conversations: Map<string, Conversation>;
  sightings: Sighting[];
  pages: Page[];
  acks: Operation<AckInvocation>[];
  statuses: (StatusSighting & { t: number })[];
  /** Keyed by `blockKey`; on means blocked. */
  blocks: Map<string, TwoState>;
  faults: number;
}

export function blockKey(by: string, target: string): string {
  return `${by}>${target}`;
}

/**
 * Sorts a log into what the checks ask for, in one pass, and traces each stored message to the send it came from.
 * @param events in the order of time
 * @param effectWithin how long (ms) after its caller gave up an operation may still take effect
 */
export function digest(events: readonly HistoryEvent[], effectWithin: number): Digest {
  const digested: Digest = {
    sends: [],
    conversations: new Map(),
    sightings: [],
    pages: [],
    acks: [],
    statuses: [],
    blocks: new Map(),
    faults: 0,
  };
  for (const operation of pairUp(events, effectWithin)) addOperation(digested, operation);
  digested.sends = mergeRepeats(digested.sends);
  for (const event of events) addSighting(digested, event);
  attribute(digested.sends, [...digested.conversations.values()]);
  return digested;
}

/** Joins each invocation with its completion, if it had one. */
function pairUp(events: readonly HistoryEvent[], effectWithin: number): Operation<Invocation>[] {
  const operations = new Map<number, Operation<Invocation>>();
  for (const event of events) {
    if (event.type === 'invoke') {
      operations.set(event.op, { call: event, invoked: event.t_mono, done: Infinity, outcome: 'info' });
    } else if (event.type === 'ok' || event.type === 'fail' || event.type === 'info') {
      const operation = operations.get(event.op);
      if (operation === undefined) throw new Error(`a completion without an invocation: operation ${event.op}`);
      operation.outcome = event.type;
      operation.done = event.type === 'info' ? event.t_mono + effectWithin : event.t_mono;
      if (event.type === 'ok') operation.msgId = event.msg_id;
      if (event.type === 'fail') operation.code = event.code;
    }
  }
  return [...operations.values()];
}

function addOperation(digested: Digest, operation: Operation<Invocation>): void {
  const { call } = operation;
  switch (call.f) {
    case 'send':
      // Also those in which nothing was ever seen: blocks are judged there too.
      for (const conv of typeof call.conv === 'string' ? [call.conv] : call.conv) conversation(digested, conv);
      digested.sends.push(newSend({ ...operation, call }));
      break;
    case 'join':
    case 'leave':
      change(conversation(digested, call.conv).membership(call.uid), call.f === 'join', operation);
      break;
    case 'block':
    case 'unblock':
      change(blockOf(digested, call.by, call.target), call.f === 'block', operation);
      break;
    case 'ack':
      digested.acks.push({ ...operation, call } satisfies Operation<AckInvocation>);
  }
}

function change(state: TwoState, isOn: boolean, { invoked, done, outcome }: Operation<Invocation>): void {
  if (outcome !== 'fail') state.change(isOn ? 'on' : 'off', invoked, done, outcome === 'ok');
}

function blockOf(digested: Digest, by: string, target: string): TwoState {
  const key = blockKey(by, target);
  let state = digested.blocks.get(key);
  if (state === undefined) digested.blocks.set(key, (state = new TwoState()));
  return state;
}

function newSend(attempt: Operation<SendInvocation>): Send {
  const { uid, cmid, conv } = attempt.call;
  const isRefused = attempt.outcome === 'fail';
  const isAcked = attempt.outcome === 'ok';
  return {
    uid,
    cmid,
    attempts: [attempt],
    convs: new Set(isRefused ? [] : typeof conv === 'string' ? [conv] : conv),
    outcome: attempt.outcome,
    ackedAt: isAcked ? attempt.done : Infinity,
    window: { from: isRefused ? Infinity : attempt.invoked, by: isAcked ? attempt.done : Infinity },
  };
}

/** The attempts with one (sender, cmid) are one send: acknowledged if any was, refused only if all were. */
function mergeRepeats(singles: readonly Send[]): Send[] {
  const merged = new Map<string, Send>();
  for (const [index, single] of singles.entries()) {
    const key = single.cmid === undefined ? String(index) : JSON.stringify([single.uid, single.cmid]);
    const send = merged.get(key);
    if (send === undefined) {
      merged.set(key, single);
      continue;
    }
    send.attempts.push(...single.attempts);
    for (const conv of single.convs) send.convs.add(conv);
    if (send.outcome !== 'ok' && single.outcome !== 'fail') send.outcome = single.outcome;
    send.ackedAt = Math.min(send.ackedAt, single.ackedAt);
    send.window.from = Math.min(send.window.from, single.window.from);
    send.window.by = Math.min(send.window.by, single.window.by);
  }
  return [...merged.values()];
}

function addSighting(digested: Digest, event: HistoryEvent): void {
  const t = event.t_mono;
  switch (event.type) {
    case 'push':
      digested.sightings.push(sight(digested, event.conv, { ...event, t, via: 'push', msgId: event.msg_id }));
      break;
    case 'read': {
      const { reader, conv, after, final } = event;
      for (const msg of event.msgs) {
        digested.sightings.push(sight(digested, conv, { ...msg, t, via: 'read', reader, msgId: msg.msg_id }));
      }
      const of = conversation(digested, conv);
      digested.pages.push({ ...event, t, of });
      if (final === true) of.addFinalPage(reader, after, event.msgs, t);
      break;
    }
    case 'status':
      digested.statuses.push({ ...event, t });
      break;
    case 'member':
      conversation(digested, event.conv).membership(event.uid).beginOn();
      break;
    case 'fault':
      digested.faults++;
  }
}

function sight(digested: Digest, conv: string, seen: Observation): Sighting {
  const { t, via, reader, conn, msgId, seq, sender, cmid, text } = seen;
  const of = conversation(digested, conv);
  return { t, via, reader, conn, msgId, seq, sender, cmid, text, of, stored: of.store(seen) };
}

function conversation(digested: Digest, key: string): Conversation {
  let found = digested.conversations.get(key);
  if (found === undefined) digested.conversations.set(key, (found = new Conversation(key)));
  return found;
}
