import type { Digest, Page } from './digest.js';
import type { Stored, Violation } from './model.js';
import { countBelow } from './two-state.js';

/** One total order for all readers (I5), in which each sender's messages keep their order (I6), read without skips (I7). */
export function checkOrder(digest: Digest): Violation[] {
  return [...checkAgreement(digest), ...checkFifo(digest), ...digest.pages.flatMap(checkPage)];
}

/**
 * I5: a seq holds the same message, with the same text, for every reader and push. This is what equal running hashes
 * of (seq, msg_id, text) would show, but it names the seq and works for readers who see only a part.
 */
function checkAgreement(digest: Digest): Violation[] {
  const violations: Violation[] = [];
  const reported = new Set<string>();
  for (const { of, seq, msgId, text, reader, t } of digest.sightings) {
    const first = of.bySeq.get(seq);
    if (first === undefined || (first.msgId === msgId && (first.seq !== seq || first.text === text))) continue;
    const place = `${of.key} ${seq}`;
    if (reported.has(place)) continue;
    reported.add(place);
    const evidence = { conv: of.key, seq, reader, t, saw: { msg_id: msgId, text } };
    const others = { msg_id: first.msgId, text: first.text };
    violations.push({ invariant: 'I5', what: 'two readers see different messages at one seq', ...evidence, others });
  }
  return violations;
}

/** I6: within one proc and conversation, what was stored before the next was sent has the lower seq. */
function checkFifo(digest: Digest): Violation[] {
  const lines = new Map<string, Stored[]>();
  for (const conversation of digest.conversations.values()) {
    for (const stored of conversation.byMsgId.values()) {
      if (stored.origin.kind !== 'send') continue;
      const proc = stored.origin.send.attempts[0]?.call.proc;
      const key = JSON.stringify([proc, stored.conv]);
      const line = lines.get(key);
      if (line === undefined) lines.set(key, [stored]);
      else line.push(stored);
    }
  }
  return [...lines.values()].flatMap(checkLine);
}

/** Sweeps over real time: each message against the highest seq among those stored before it was first sent. */
function checkLine(line: readonly Stored[]): Violation[] {
  const violations: Violation[] = [];
  const byStart = [...line].sort((a, b) => a.window.from - b.window.from);
  const byEnd = [...line].sort((a, b) => a.window.by - b.window.by);
  let ended = 0;
  let highest: Stored | undefined;
  for (const later of byStart) {
    for (let next = byEnd[ended]; next !== undefined && next.window.by < later.window.from; next = byEnd[++ended]) {
      if (highest === undefined || next.seq > highest.seq) highest = next;
    }
    if (highest === undefined || highest.seq < later.seq || highest === later) continue;
    const [earlier, after] = [highest, later].map(({ seq, msgId, window }) => ({ seq, msg_id: msgId, ...window }));
    const what = 'a message sent after another was answered has the lower seq';
    violations.push({ invariant: 'I6', what, conv: later.conv, earlier, later: after });
  }
  return violations;
}

/** I7: a page goes on from its cursor, leaving out only what the reader may not see. The first fault of it is reported. */
function checkPage({ reader, conv, after, msgs, t, of }: Page): Violation[] {
  const seqs = msgs.map((message) => message.seq);
  const evidence = { reader, conv, after, t };
  if (seqs.some((seq, index) => seq <= (seqs[index - 1] ?? -Infinity))) {
    return [{ invariant: 'I5', what: 'a page does not ascend', seqs, ...evidence }];
  }
  if ((seqs[0] ?? Infinity) <= after) {
    return [{ invariant: 'I7', what: 'a page reaches below its cursor', seq: seqs[0], ...evidence }];
  }
  let cursor = after;
  for (const seq of seqs) {
    const skipped = firstSkipped(of, reader, cursor, seq);
    if (skipped !== undefined) return [{ invariant: 'I7', what: 'a page skips a seq', skipped, seq, ...evidence }];
    cursor = seq;
  }
  return [];
}

/** The lowest seq between the two that the reader must be shown. */
function firstSkipped(of: Page['of'], reader: string, cursor: number, seq: number): number | undefined {
  if (seq === cursor + 1) return undefined;
  if (of.mustShowAll(reader)) return cursor + 1;
  for (let at = countBelow(of.seqs, (known) => known <= cursor); at < of.seqs.length; at++) {
    const known = of.seqs[at] ?? Infinity;
    if (known >= seq) return undefined;
    const stored = of.bySeq.get(known);
    if (stored !== undefined && of.mustShow(reader, stored.window)) return known;
  }
  return undefined;
}
