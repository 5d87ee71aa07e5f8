import type { Digest } from './digest.js';
import type { Send, Stored, Violation } from './model.js';

/**
 * What is stored is what was sent: nothing that nobody attempted and nothing refused (I2), the text of the
 * acknowledged attempt (I1), and no positive answer without a message id (I13).
 */
export function checkSends(digest: Digest): Violation[] {
  const violations: Violation[] = [];
  for (const conversation of digest.conversations.values()) {
    for (const stored of conversation.byMsgId.values()) {
      const what = phantom(stored);
      if (what !== undefined) violations.push({ invariant: 'I2', what, ...evidence(stored) });
    }
  }
  violations.push(...checkContents(digest));
  for (const send of digest.sends) {
    for (const { call, outcome, msgId, invoked } of send.attempts) {
      if (outcome !== 'ok' || msgId !== undefined) continue;
      violations.push({ invariant: 'I13', what: 'a send was answered ok without a message id', ...call, invoked });
    }
  }
  return violations;
}

function phantom(stored: Stored): string | undefined {
  const { origin } = stored;
  switch (origin.kind) {
    case 'nobody':
      return 'a message that nobody attempted to send';
    case 'refused':
      return 'a send that was refused appears';
    case 'surplus':
      // Where one of them was acknowledged this is a second copy of it: I3.
      if (origin.sends.some((send) => send.outcome === 'ok')) return undefined;
      return 'an indeterminate send appears more than once';
    case 'send':
      if (origin.send.convs.has(stored.conv)) return undefined;
      return 'a message appears in a conversation that it was not sent to';
    case 'one-of':
      return undefined;
  }
}

/** Compares what each reader saw with what was sent; one violation a message is enough. */
function checkContents(digest: Digest): Violation[] {
  const violations: Violation[] = [];
  const reported = new Set<Stored>();
  for (const { stored, text, sender, reader, t } of digest.sightings) {
    if (stored.origin.kind !== 'send' || reported.has(stored)) continue;
    const { send } = stored.origin;
    const isForeign = sender !== undefined && sender !== send.uid;
    if (!isForeign && textsOf(send).has(text)) continue;
    reported.add(stored);
    const seen = { ...evidence(stored), reader, t, text, sender };
    if (isForeign) {
      violations.push({ invariant: 'I2', what: `a message of ${send.uid} appears as one of ${sender}`, ...seen });
    } else if (send.outcome === 'ok') {
      violations.push({
        invariant: 'I1',
        what: 'the text is not the acknowledged one',
        sent: [...textsOf(send)],
        ...seen,
      });
    } else {
      violations.push({ invariant: 'I2', what: 'the text was not attempted', sent: [...textsOf(send)], ...seen });
    }
  }
  return violations;
}

const texts = new WeakMap<Send, ReadonlySet<string>>();

/** The texts that may be stored: those of acknowledged attempts, or else of attempts not refused. */
function textsOf(send: Send): ReadonlySet<string> {
  let found = texts.get(send);
  if (found === undefined) {
    const attempts = send.attempts.filter((attempt) => attempt.outcome === send.outcome);
    texts.set(send, (found = new Set(attempts.map((attempt) => attempt.call.text))));
  }
  return found;
}

function evidence({ conv, seq, msgId, sender, cmid, text, firstSeen }: Stored): Record<string, unknown> {
  return { conv, seq, msg_id: msgId, sender, cmid, text, firstSeen };
}
