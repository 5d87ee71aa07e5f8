import type { Conversation, FinalRead } from './conversation.js';
import type { Digest } from './digest.js';
import type { Send, Stored, Violation } from './model.js';

export interface Completeness {
  violations: Violation[];
  /** The acknowledged sends that at least one final read had to hold: those of which I1 was really put to the test. */
  verified: ReadonlySet<Send>;
}

/**
 * What every final read must hold: each acknowledged message (I1; I11 and I13 are this with faults between), each
 * message that anyone saw before (I5), and no hole in the seqs from 1 on (I5). All for readers certainly entitled.
 */
export function checkCompleteness(digest: Digest): Completeness {
  const violations: Violation[] = [];
  const verified = new Set<Send>();
  const unseen = acknowledgedButUnseen(digest);
  for (const conversation of digest.conversations.values()) {
    for (const [reader, final] of conversation.finals) {
      for (const stored of conversation.byMsgId.values()) {
        if (!mustHold(conversation, reader, final, stored)) continue;
        const send = stored.origin.kind === 'send' ? stored.origin.send : undefined;
        const isAcked = send?.outcome === 'ok';
        if (send !== undefined && isAcked) verified.add(send);
        if (final.msgIds.has(stored.msgId)) continue;
        const evidence = { reader, conv: stored.conv, seq: stored.seq, msg_id: stored.msgId, text: stored.text };
        violations.push(
          isAcked
            ? { invariant: 'I1', what: 'an acknowledged message is missing from a final read', ...evidence }
            : { invariant: 'I5', what: 'a message that others saw is missing from a final read', ...evidence },
        );
      }
      for (const { send, msgId } of unseen.get(conversation.key) ?? []) {
        // Its seq is unknown, so only a read from the very beginning certainly covers it.
        if (final.low > 0 || send.ackedAt >= final.at || !conversation.mustShow(reader, send.window)) continue;
        verified.add(send);
        const { uid, cmid, ackedAt } = send;
        const evidence = { reader, conv: conversation.key, msg_id: msgId, uid, cmid, ackedAt };
        violations.push({ invariant: 'I1', what: 'an acknowledged message was never seen again', ...evidence });
      }
    }
    violations.push(...checkHoles(conversation));
  }
  return { violations, verified };
}

function mustHold(conversation: Conversation, reader: string, final: FinalRead, stored: Stored): boolean {
  const knownAt = Math.min(stored.firstSeen, stored.window.by);
  return stored.seq > final.low && knownAt <= final.at && conversation.mustShow(reader, stored.window);
}

/** Answers whose message no reader and no push ever showed in its conversation, by conversation. */
function acknowledgedButUnseen(digest: Digest): Map<string, { send: Send; msgId: number }[]> {
  const unseen = new Map<string, { send: Send; msgId: number }[]>();
  for (const send of digest.sends) {
    const msgIds = new Set(send.attempts.flatMap((attempt) => attempt.msgId ?? []));
    for (const conv of msgIds.size === 0 ? [] : send.convs) {
      for (const msgId of msgIds) {
        if (digest.conversations.get(conv)?.byMsgId.has(msgId) === true) continue;
        const list = unseen.get(conv) ?? [];
        list.push({ send, msgId });
        unseen.set(conv, list);
      }
    }
  }
  return unseen;
}

/** I5: seqs that nobody saw, though a final reader is entitled to all of them. */
function checkHoles(conversation: Conversation): Violation[] {
  const violations: Violation[] = [];
  let covered = Infinity;
  for (const [reader, final] of conversation.finals) {
    if (conversation.mustShowAll(reader)) covered = Math.min(covered, final.low);
  }
  for (const seq of conversation.seqs) {
    if (seq <= covered) continue;
    if (seq > covered + 1) {
      const what = 'seqs that nobody ever saw';
      violations.push({ invariant: 'I5', what, conv: conversation.key, from: covered + 1, to: seq - 1 });
    }
    covered = seq;
  }
  return violations;
}
