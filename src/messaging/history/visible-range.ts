import type { SeqRange } from '../../timeline/seq-range.js';

export type Cursor =
  | { readonly kind: 'newest' }
  | { readonly kind: 'before'; readonly seq: number }
  | { readonly kind: 'after'; readonly seq: number };

/** Sorts ranges and joins those that touch or overlap; empty ones vanish. */
export function mergeRanges(ranges: readonly SeqRange[]): SeqRange[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (from > to) continue;
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

export function countSeqs(ranges: readonly SeqRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

/**
 * Of merged, visible ranges: the `limit` seqs nearest the cursor, ascending, and whether more lie
 * beyond. Seqs have no gaps, so this is known before a single message is read.
 */
export function selectSeqs(
  visible: readonly SeqRange[],
  cursor: Cursor,
  limit: number,
): { ranges: SeqRange[]; hasMore: boolean } {
  const beyond = clip(visible, cursor);
  const ranges = cursor.kind === 'after' ? takeFirst(beyond, limit) : takeLast(beyond, limit);
  return { ranges, hasMore: countSeqs(beyond) > countSeqs(ranges) };
}

function clip(visible: readonly SeqRange[], cursor: Cursor): SeqRange[] {
  switch (cursor.kind) {
    case 'newest':
      return [...visible];
    case 'before':
      return mergeRanges(visible.map(({ from, to }) => ({ from, to: Math.min(to, cursor.seq - 1) })));
    case 'after':
      return mergeRanges(visible.map(({ from, to }) => ({ from: Math.max(from, cursor.seq + 1), to })));
  }
}

function takeFirst(ranges: readonly SeqRange[], limit: number): SeqRange[] {
  const taken: SeqRange[] = [];
  let left = limit;
  for (const { from, to } of ranges) {
    if (left <= 0) break;
    const end = Math.min(to, from + left - 1);
    taken.push({ from, to: end });
    left -= end - from + 1;
  }
  return taken;
}

function takeLast(ranges: readonly SeqRange[], limit: number): SeqRange[] {
  const taken: SeqRange[] = [];
  let left = limit;
  for (const { from, to } of [...ranges].reverse()) {
    if (left <= 0) break;
    const start = Math.max(from, to - left + 1);
    taken.unshift({ from: start, to });
    left -= to - start + 1;
  }
  return taken;
}
