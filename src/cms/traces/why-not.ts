import type { SeqRange } from '../../timeline/seq-range.js';
import type { Reason } from './message-trace.js';

/** Why a message of a group was not for somebody who could see these ranges of it, none of which holds it. */
export function whyNot(ranges: readonly SeqRange[], seq: number): Reason {
  const before = ranges.some(({ to }) => to < seq);
  const after = ranges.some(({ from }) => from > seq);
  if (before && after) return 'away';
  if (before) return 'left_before';
  return after ? 'joined_later' : 'never_a_member';
}
