import type { Digest } from './digest.js';
import type { Send, Stored, Violation } from './model.js';

/** One message for one client id (I3), and one place for one message id (I4). */
export function checkIdentity(digest: Digest): Violation[] {
  return [...checkCopies(digest), ...checkClaims(digest), ...checkPlaces(digest)];
}

/** I3: all answers and all sightings of one (sender, cmid) name one msg_id. */
function checkCopies(digest: Digest): Violation[] {
  const violations: Violation[] = [];
  const seen = new Map<Send, Set<number>>();
  for (const conversation of digest.conversations.values()) {
    for (const { origin, msgId, conv, seq, text, sender } of conversation.byMsgId.values()) {
      if (origin.kind === 'send') {
        const msgIds = seen.get(origin.send);
        if (msgIds === undefined) seen.set(origin.send, new Set([msgId]));
        else msgIds.add(msgId);
      } else if (origin.kind === 'surplus' && origin.sends.some((send) => send.outcome === 'ok')) {
        const what = 'a message is stored more often than it was sent';
        violations.push({ invariant: 'I3', what, conv, seq, msg_id: msgId, text, sender });
      }
    }
  }
  for (const send of digest.sends) {
    const answered = new Set(send.attempts.flatMap(({ msgId }) => msgId ?? []));
    const stored = seen.get(send) ?? new Set<number>();
    if (new Set([...answered, ...stored]).size <= 1) continue;
    const what = 'one send has several message ids';
    const { uid, cmid, convs } = send;
    violations.push({
      invariant: 'I3',
      what,
      uid,
      cmid,
      convs: [...convs],
      answered: [...answered],
      stored: [...stored],
    });
  }
  return violations;
}

/** I4: no two sends are answered with the same msg_id. */
function checkClaims(digest: Digest): Violation[] {
  const violations: Violation[] = [];
  const claims = new Map<number, Send>();
  for (const send of digest.sends) {
    for (const msgId of new Set(send.attempts.flatMap((attempt) => attempt.msgId ?? []))) {
      const other = claims.get(msgId);
      claims.set(msgId, send);
      if (other === undefined) continue;
      const senders = [other, send].map(({ uid, cmid }) => ({ uid, cmid }));
      violations.push({ invariant: 'I4', what: 'two sends were answered with one message id', msg_id: msgId, senders });
    }
  }
  return violations;
}

/** I3, I4: a msg_id has one seq in a conversation, and several conversations only as a push to many. */
function checkPlaces(digest: Digest): Violation[] {
  const violations: Violation[] = [];
  const moved = new Set<Stored>();
  for (const { stored, seq, reader, t } of digest.sightings) {
    if (seq === stored.seq || moved.has(stored)) continue;
    moved.add(stored);
    const evidence = { conv: stored.conv, msg_id: stored.msgId, seqs: [stored.seq, seq], reader, t };
    violations.push({ invariant: 'I3', what: 'one message is stored at two seqs', ...evidence });
    violations.push({ invariant: 'I4', what: 'one message id is at two seqs', ...evidence });
  }
  const places = new Map<number, Stored>();
  for (const conversation of digest.conversations.values()) {
    for (const stored of conversation.byMsgId.values()) {
      const other = places.get(stored.msgId);
      places.set(stored.msgId, stored);
      if (other === undefined || isPushToMany(other, stored)) continue;
      const convs = [other.conv, stored.conv];
      violations.push({ invariant: 'I4', what: 'one message id is in two conversations', msg_id: stored.msgId, convs });
    }
  }
  return violations;
}

function isPushToMany(one: Stored, other: Stored): boolean {
  const shared = sourcesOf(one).filter((send) => sourcesOf(other).includes(send));
  return shared.some(({ convs }) => convs.has(one.conv) && convs.has(other.conv));
}

function sourcesOf({ origin }: Stored): readonly Send[] {
  return origin.kind === 'send' ? [origin.send] : origin.kind === 'one-of' ? origin.sends : [];
}
