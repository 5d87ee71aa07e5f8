import { type Page, toWindow } from '../common/paging.js';
import type { ReadStore } from './read-store.js';

/** A list, as the parts of its SELECT; `parameters` are those of `from`. */
export interface ListQuery {
  readonly select: string;
  /** From the tables to the last condition. */
  readonly from: string;
  readonly order: string;
  readonly parameters: readonly unknown[];
}

export interface RowPage<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** Reads a page and the true total, in one statement; a page that has no row costs one more (contract, section 2). */
export async function readPage<Row>(reads: ReadStore, page: Page, list: ListQuery): Promise<RowPage<Row>> {
  const window = toWindow(page);
  if (window) {
    const rows = await reads.query<Row & { total: number }>(
      `SELECT ${list.select}, COUNT(*) OVER () AS total FROM ${list.from} ORDER BY ${list.order} LIMIT ? OFFSET ?`,
      [...list.parameters, window.limit ?? Number.MAX_SAFE_INTEGER, window.offset],
    );
    if (rows[0]) return { total: rows[0].total, rows };
  }
  const [count] = await reads.query<{ total: number }>(`SELECT COUNT(*) AS total FROM ${list.from}`, list.parameters);
  return { total: count?.total ?? 0, rows: [] };
}
