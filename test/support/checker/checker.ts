import { checkBlocks } from './blocks.js';
import { checkCompleteness } from './completeness.js';
import { checkConfidentiality } from './confidentiality.js';
import { digest, type Digest } from './digest.js';
import type { History } from './history.js';
import { checkIdentity } from './identity.js';
import type { Violation } from './model.js';
import { checkOrder } from './order.js';
import { measurePushDelays, type Staleness } from './push-delay.js';
import { checkReceipts } from './receipts.js';
import { checkSends } from './sends.js';

const REPORTED_VIOLATIONS = 10;

/** What has to have happened before a clean log means anything. */
export interface Requirements {
  /** Acknowledged messages that a final read had to show; default 1. */
  minAcked?: number;
  /** Injected faults; default 0. */
  minFaults?: number;
  /** Final pages; default 1. */
  minReads?: number;
  /**
   * An assumption that sharpens the check: how long (ms) after its caller gave up an operation may still take effect.
   * By default for ever, so that after a lost unblock or leave nothing certain is known of that pair or member.
   */
  effectWithinMs?: number;
}

export interface Counts {
  /** Messages, repeats of a client id counted once: acknowledged, refused, and neither. */
  acked: number;
  failed: number;
  indeterminate: number;
  /** The acknowledged messages that at least one final read had to show. */
  verified: number;
  faults: number;
  /** Pages read, and the final ones among them. */
  reads: number;
  finalReads: number;
  pushes: number;
  /** Pushes of a message that the same connection already had. */
  rawDuplicates: number;
}

export interface Verdict {
  verdict: 'PASS' | 'FAIL' | 'UNKNOWN';
  violations: Violation[];
  /** Why the verdict is UNKNOWN; of no weight beside violations. */
  unmet: string[];
  counts: Counts;
  /** From send to push, in ms. */
  staleness: Staleness;
}

/** Judges a log against invariants I1 to I10 and I13 of design/faults.md, section 4.4. O(n log n) in its size. */
export function check(history: History, requirements: Requirements = {}): Verdict {
  const digested = digest(history.events, requirements.effectWithinMs ?? Infinity);
  const { violations: incomplete, verified } = checkCompleteness(digested);
  const violations = [
    ...incomplete,
    ...checkSends(digested),
    ...checkIdentity(digested),
    ...checkOrder(digested),
    ...checkReceipts(digested),
    ...checkBlocks(digested),
    ...checkConfidentiality(digested),
  ];
  const { staleness, pushes, rawDuplicates } = measurePushDelays(digested);
  const counts: Counts = { ...count(digested), verified: verified.size, pushes, rawDuplicates };
  const unmet = unmetRequirements(counts, requirements);
  const verdict = violations.length > 0 ? 'FAIL' : unmet.length > 0 ? 'UNKNOWN' : 'PASS';
  return { verdict, violations, unmet, counts, staleness };
}

/** Throws a report (first violations, counts) unless the log passes; returns the verdict for further figures. */
export function assertPasses(history: History, requirements: Requirements = {}): Verdict {
  const verdict = check(history, requirements);
  if (verdict.verdict !== 'PASS') throw new Error(report(verdict));
  return verdict;
}

function count(digested: Digest): Omit<Counts, 'verified' | 'pushes' | 'rawDuplicates'> {
  const ofOutcome = (outcome: string): number => digested.sends.filter((send) => send.outcome === outcome).length;
  return {
    acked: ofOutcome('ok'),
    failed: ofOutcome('fail'),
    indeterminate: ofOutcome('info'),
    faults: digested.faults,
    reads: digested.pages.length,
    finalReads: digested.pages.filter((page) => page.final === true).length,
  };
}

function unmetRequirements(counts: Counts, { minAcked = 1, minFaults = 0, minReads = 1 }: Requirements): string[] {
  const unmet: string[] = [];
  if (counts.finalReads < minReads) unmet.push(`${counts.finalReads} final reads, at least ${minReads} required`);
  if (counts.verified < minAcked) {
    const { verified, acked } = counts;
    unmet.push(`${verified} of ${acked} acknowledged messages were due in a final read, at least ${minAcked} required`);
  }
  if (counts.faults < minFaults) unmet.push(`${counts.faults} faults, at least ${minFaults} required`);
  return unmet;
}

function report({ verdict, violations, unmet, counts, staleness }: Verdict): string {
  const perInvariant = new Map<string, number>();
  for (const { invariant } of violations) perInvariant.set(invariant, (perInvariant.get(invariant) ?? 0) + 1);
  const totals = [...perInvariant].map(([invariant, number]) => `${invariant} ×${number}`).join(', ');
  const shown = violations.slice(0, REPORTED_VIOLATIONS).map(({ invariant, what, ...evidence }) => {
    return `  ${invariant}: ${what} ${JSON.stringify(evidence)}`;
  });
  const more = violations.length - shown.length;
  return [
    `history verdict ${verdict}${totals === '' ? '' : ` (${totals})`}`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...unmet.map((reason) => `  unmet: ${reason}`),
    `  counts ${JSON.stringify(counts)}`,
    `  push delay in ms ${JSON.stringify(staleness)}`,
  ].join('\n');
}
