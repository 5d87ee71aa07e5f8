import type { Digest } from './digest.js';
import type { Violation } from './model.js';

/**
 * I10: nothing reaches a reader, by push or by page, that was stored while they were certainly no party or member.
 * That members are shown what is theirs is checked with I1, I5 and I7.
 */
export function checkConfidentiality(digest: Digest): Violation[] {
  const violations: Violation[] = [];
  for (const { of, stored, reader, via, conn, seq, t } of digest.sightings) {
    if (!of.mustHide(reader, stored.window)) continue;
    const what = `a ${via} shows a message to one who was not in the conversation`;
    const { msgId, window } = stored;
    violations.push({
      invariant: 'I10',
      what,
      reader,
      conv: of.key,
      seq,
      msg_id: msgId,
      conn,
      t,
      stored: { ...window },
    });
  }
  return violations;
}
