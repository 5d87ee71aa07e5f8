import { yieldToOthers } from '../../common/async/pause.js';

/** Bytes at which history and sync answers stop. */
export const ANSWER_BYTES = 256 * 1024;

/** What is read at first, when nothing is known of the items' sizes, and at most at once. */
const FIRST_STEP = 16;
const MAX_STEP = 100;

/** Items from one end, and whether more lie beyond them. */
export interface Part<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
}

/** Bytes that an item takes as JSON in a list. */
export function sizeOf(item: unknown): number {
  return Buffer.byteLength(JSON.stringify(item)) + 1;
}

/**
 * Collects up to `limit` items, and no more of them than fit into `budget` bytes of JSON, but one at least. Reads in
 * steps, so that little is read in vain.
 * @param next up to `count` items that follow `last`
 */
export async function collect<T>(
  limit: number,
  budget: number,
  next: (count: number, last: T | undefined) => Promise<Part<T>>,
): Promise<Part<T>> {
  const kept: T[] = [];
  let left = budget;
  for (let step = FIRST_STEP; ; step = nextStep(kept.length, budget, left)) {
    const { items, hasMore } = await next(Math.min(step, limit - kept.length), kept.at(-1));
    for (const item of items) {
      left -= sizeOf(item);
      if (left < 0 && kept.length > 0) return { items: kept, hasMore: true };
      kept.push(item);
    }
    if (!hasMore || kept.length >= limit || left <= 0) return { items: kept, hasMore };
    await yieldToOthers();
  }
}

/** As many as the rest will hold if they are as large as those before. */
function nextStep(count: number, budget: number, left: number): number {
  // Nothing is known yet: all that was to be read has expired.
  if (count === 0) return FIRST_STEP;
  const average = (budget - left) / count;
  return Math.min(MAX_STEP, Math.ceil(left / average));
}
