import type { Conversation } from './conversation.js';
import type { Origin, Send, Stored } from './model.js';

/**
 * Traces every stored message to the send it came from, best evidence first: the msg_id of an answer, then
 * (sender, cmid), then the text. Narrows the windows in which sends and messages were stored accordingly.
 */
export function attribute(sends: readonly Send[], conversations: readonly Conversation[]): void {
  const known = index(sends);
  const messages = conversations.flatMap((conversation) => [...conversation.byMsgId.values()]);
  const byCmid = (stored: Stored): Send | undefined => known.byClientId.get(clientId(stored.sender, stored.cmid));
  const withoutCmid = explain(messages, (stored) => byMsgId(known, stored) ?? byCmid(stored), known);
  // A push to many is one message in many conversations; the cmid seen in one of them names it in all.
  const unexplained = explain(withoutCmid, (stored) => byMsgId(known, stored), known);
  attributeByText(known, unexplained);
}

/** Gives each message the origin that `find` knows; returns those for which it knows none. */
function explain(messages: readonly Stored[], find: (m: Stored) => Send | undefined, known: KnownSends): Stored[] {
  const rest: Stored[] = [];
  for (const stored of messages) {
    const send = find(stored);
    if (send === undefined) {
      rest.push(stored);
    } else if (send.outcome === 'fail') {
      stored.origin = { kind: 'refused', send };
    } else {
      stored.origin = { kind: 'send', send };
      send.window.by = Math.min(send.window.by, stored.firstSeen);
      // Shared, not copied: what narrows the window of the send later narrows that of its message.
      stored.window = send.window;
      known.explained.add(send);
      if (!known.byMsgId.has(stored.msgId)) known.byMsgId.set(stored.msgId, [send]);
    }
  }
  return rest;
}

interface KnownSends {
  byMsgId: Map<number, Send[]>;
  byClientId: Map<string, Send>;
  byText: Map<string, Set<Send>>;
  /** Those of which a message was found. */
  explained: Set<Send>;
}

function index(sends: readonly Send[]): KnownSends {
  const known: KnownSends = { byMsgId: new Map(), byClientId: new Map(), byText: new Map(), explained: new Set() };
  for (const send of sends) {
    if (send.cmid !== undefined) known.byClientId.set(clientId(send.uid, send.cmid), send);
    for (const { call, msgId } of send.attempts) {
      if (msgId !== undefined) append(known.byMsgId, msgId, send);
      for (const conv of typeof call.conv === 'string' ? [call.conv] : call.conv) {
        const key = textKey(conv, call.text);
        const same = known.byText.get(key);
        if (same === undefined) known.byText.set(key, new Set([send]));
        else same.add(send);
      }
    }
  }
  return known;
}

/** Several sends answered with one id break I4; the one that fits the message best is the origin of it here. */
function byMsgId(known: KnownSends, stored: Stored): Send | undefined {
  const candidates = known.byMsgId.get(stored.msgId) ?? [];
  return candidates.find((send) => send.convs.has(stored.conv) && send.uid === stored.sender) ?? candidates[0];
}

/** Messages whose reader saw no cmid, and whose send got no answer, are counted against sends of the same text. */
function attributeByText(known: KnownSends, unexplained: readonly Stored[]): void {
  const groups = new Map<string, Stored[]>();
  for (const stored of unexplained) {
    append(groups, JSON.stringify([stored.conv, stored.text, stored.sender, stored.cmid]), stored);
  }
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const sameText = [...(known.byText.get(textKey(first.conv, first.text)) ?? [])];
    const sends = sameText.filter(
      (send) =>
        (first.sender === undefined || send.uid === first.sender) &&
        (first.cmid === undefined || send.cmid === first.cmid),
    );
    const isOpen = (send: Send): boolean => send.outcome === 'info' && !known.explained.has(send);
    const open = sends.filter((send) => isOpen(send) && send.convs.has(first.conv));
    const from = open.reduce((earliest, send) => Math.min(earliest, send.window.from), Infinity);
    for (const [index, stored] of group.entries()) {
      stored.origin = originByText(sends, open, index, stored);
      if (stored.origin.kind !== 'one-of' && stored.origin.kind !== 'send') continue;
      stored.window.from = from;
      if (stored.origin.kind === 'send') stored.origin.send.window.by = stored.firstSeen;
    }
  }
}

function originByText(sends: readonly Send[], open: readonly Send[], index: number, stored: Stored): Origin {
  const [only] = open;
  if (open.length === 1 && index === 0 && only !== undefined) return { kind: 'send', send: only };
  if (index < open.length) return { kind: 'one-of', sends: open };
  const accepted = sends.filter((send) => send.outcome !== 'fail' && send.convs.has(stored.conv));
  if (accepted.length > 0) return { kind: 'surplus', sends: accepted };
  const [refused] = sends;
  return refused === undefined ? { kind: 'nobody' } : { kind: 'refused', send: refused };
}

function clientId(uid: string | undefined, cmid: string | undefined): string {
  return uid === undefined || cmid === undefined ? '' : JSON.stringify([uid, cmid]);
}

function textKey(conv: string, text: string): string {
  return JSON.stringify([conv, text]);
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
