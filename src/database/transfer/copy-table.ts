import { chunks } from '../sql.js';
import type { ProgressTable } from './progress-table.js';
import { insertInto, readChunk, type RowValues, type Side } from './read-chunk.js';
import type { TableShape } from './table-shape.js';

/** Bytes of text in one statement, about: far below max_allowed_packet (16 MB on MariaDB), however text is escaped. */
const STATEMENT_BYTES = 1_000_000;
/** Beyond its text: quotes, commas, numbers. */
const ROW_BYTES = 100;

/** The two databases, and where in the target it says how far the transfer is. */
export interface Transfer {
  readonly from: Side;
  readonly to: Side;
  readonly progress: ProgressTable;
  /** Rows that are read, and committed, at a time. */
  readonly chunkRows: number;
}

/**
 * Copies what of a table is not in the target yet. Each chunk is one transaction with the progress that it makes,
 * so that a kill at any instant leaves nothing to be undone.
 * @param onRows called with the number of rows that the target has, after each chunk
 * @throws Error naming the table and the rows, where the target refuses them
 */
export async function copyTable(
  { from, to, progress, chunkRows }: Transfer,
  table: TableShape,
  onRows: (rows: number) => void,
): Promise<void> {
  let { after, rows } = await progress.of(table.name);
  for (;;) {
    const chunk = await readChunk(from, table, after, chunkRows);
    const last = chunk.at(-1);
    if (last === undefined) return;
    await to.runner.startTransaction();
    try {
      // What the migrations put there (sequences) is the source's to say.
      if (after === undefined) await to.runner.query(`DELETE FROM ${to.dialect.quote(table.name)}`);
      for (const part of chunks(chunk, STATEMENT_BYTES, bytesOf)) {
        await to.runner.query(insertInto(to, table, part.length), part.flat());
      }
      after = last.slice(0, table.key.length);
      rows += chunk.length;
      await progress.advance(table.name, { after, rows });
      await to.runner.commitTransaction();
    } catch (error) {
      if (to.runner.isTransactionActive) await to.runner.rollbackTransaction().catch(() => undefined);
      throw new Error(`${table.name}, rows up to ${JSON.stringify(last.slice(0, table.key.length))}: ${said(error)}`, {
        cause: error,
      });
    }
    onRows(rows);
  }
}

function bytesOf(row: RowValues): number {
  return row.reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? Buffer.byteLength(value) : 0),
    ROW_BYTES,
  );
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
