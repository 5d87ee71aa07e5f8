import { yieldToOthers } from '../common/async/pause.js';

/** `?, ?, ?` for an IN list or a row of values. */
export function placeholders(count: number): string {
  return Array<string>(count).fill('?').join(', ');
}

/** `(?, ?), (?, ?)` for a multi-row insert. */
export function rowPlaceholders(rows: number, columns: number): string {
  return Array<string>(rows)
    .fill(`(${placeholders(columns)})`)
    .join(', ');
}

/** MariaDB makes a subquery of an IN list of a thousand, and then reads the whole table beside it. */
const LONGEST_LIST = 999;

/**
 * Splits a list so that no statement grows without bound (SQLite takes 32,766 parameters, and expressions
 * up to a depth of 1,000). What its items weigh adds up to `size` at most; a heavier one goes alone.
 */
export function chunks<T>(items: readonly T[], size = LONGEST_LIST, weigh: (item: T) => number = () => 1): T[][] {
  const result: T[][] = [];
  let weight = Infinity;
  for (const item of items) {
    weight += weigh(item);
    if (weight > size) {
      result.push([]);
      weight = weigh(item);
    }
    result.at(-1)?.push(item);
  }
  return result;
}

/** Works chunk by chunk, and lets others in between: SQLite's driver is synchronous. */
export async function eachChunk<T>(
  parts: readonly T[][],
  work: (part: readonly T[]) => Promise<unknown>,
): Promise<void> {
  for (const [index, part] of parts.entries()) {
    if (index > 0) await yieldToOthers();
    await work(part);
  }
}
