import { createHash } from 'node:crypto';
import { readChunk, type RowValues, type Side } from './read-chunk.js';
import type { TableShape } from './table-shape.js';

const ROWS = 2000;

/** What the rows of one conversation, or of a whole table, come to. */
export interface Digest {
  /** The conversation's id; 0 for a whole table. */
  readonly group: number;
  readonly rows: number;
  /** SHA-256 over the rows in the order of the key, hexadecimal. */
  readonly hash: string;
}

/** The digests of a table, ascending by group; whatever its size, some thousand rows are in memory. */
export async function* digestsOf(side: Side, table: TableShape): AsyncGenerator<Digest> {
  let hash = createHash('sha256');
  let group: number | undefined;
  let rows = 0;
  for await (const row of rowsOf(side, table)) {
    const its = table.group === undefined ? 0 : Number(row[0]);
    if (group !== undefined && its !== group) {
      yield { group, rows, hash: hash.digest('hex') };
      hash = createHash('sha256');
      rows = 0;
    }
    group = its;
    rows += 1;
    // JSON tells a number from its text and null from nothing, and ends where a value ends.
    hash.update(JSON.stringify(row)).update('\n');
  }
  if (group !== undefined) yield { group, rows, hash: hash.digest('hex') };
}

async function* rowsOf(side: Side, table: TableShape): AsyncGenerator<RowValues> {
  for (let after: RowValues | undefined; ;) {
    const chunk = await readChunk(side, table, after, ROWS);
    yield* chunk;
    const last = chunk.at(-1);
    if (last === undefined) return;
    after = last.slice(0, table.key.length);
  }
}
