/** A page of a list as the caller asked for it; without `pageSize` page 1 is everything (contract, section 2). */
export interface Page {
  readonly page: number;
  readonly pageSize?: number | undefined;
}

/** Rows to skip and rows to take, or undefined where the page is known to be empty. */
export function toWindow({ page, pageSize }: Page): { offset: number; limit?: number } | undefined {
  if (pageSize === undefined) return page === 1 ? { offset: 0 } : undefined;
  const offset = (page - 1) * pageSize;
  // Beyond 2^53 no list has rows, and no database takes the number.
  return Number.isSafeInteger(offset) ? { offset, limit: pageSize } : undefined;
}
