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

/** Splits a list so that no statement grows without bound (SQLite takes 32,766 parameters). */
export function chunks<T>(items: readonly T[], size = 1000): T[][] {
  const result: T[][] = [];
  for (let i = 0; i < items.length; i += size) result.push(items.slice(i, i + size));
  return result;
}
