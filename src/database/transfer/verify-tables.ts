import { type Digest, digestsOf } from './digests.js';
import { countRows, type Side } from './read-chunk.js';
import type { TableShape } from './table-shape.js';

/** Conversations that are named; the rest is counted. */
const NAMED = 10;

export interface Verified {
  readonly rows: number;
  /** Digests that were compared: conversations, or 1. */
  readonly groups: number;
  /** What differs, one line each; empty where the table is the same on both sides. */
  readonly differences: readonly string[];
}

/** Compares a table on both sides: the number of its rows, and a hash per conversation, or over all of it. */
export async function verifyTable(from: Side, to: Side, table: TableShape): Promise<Verified> {
  const differences: string[] = [];
  const [rows, there] = [await countRows(from, table.name), await countRows(to, table.name)];
  if (rows !== there) differences.push(`${table.name}: ${rows} rows here, ${there} there`);
  let groups = 0;
  let unnamed = 0;
  for await (const [here, other] of pairs(digestsOf(from, table), digestsOf(to, table))) {
    groups += 1;
    if (here?.hash === other?.hash) continue;
    if (differences.length < NAMED) differences.push(described(table, here, other));
    else unnamed += 1;
  }
  if (unnamed > 0) differences.push(`${table.name}: and ${unnamed} more`);
  return { rows, groups, differences };
}

/** Digests of the same group together; one is undefined where the group is on one side only. */
async function* pairs(
  left: AsyncGenerator<Digest>,
  right: AsyncGenerator<Digest>,
): AsyncGenerator<[Digest | undefined, Digest | undefined]> {
  let a = await nextOf(left);
  let b = await nextOf(right);
  while (a || b) {
    const order = (a?.group ?? Infinity) - (b?.group ?? Infinity);
    yield [order <= 0 ? a : undefined, order >= 0 ? b : undefined];
    if (order <= 0) a = await nextOf(left);
    if (order >= 0) b = await nextOf(right);
  }
}

async function nextOf(digests: AsyncGenerator<Digest>): Promise<Digest | undefined> {
  const result = await digests.next();
  return result.done === true ? undefined : result.value;
}

function described({ name, group }: TableShape, here: Digest | undefined, there: Digest | undefined): string {
  const which = group === undefined ? name : `${name}, conversation ${(here ?? there)?.group}`;
  if (!there) return `${which}: missing in the target`;
  if (!here) return `${which}: only in the target`;
  const rows = here.rows === there.rows ? `${here.rows} rows` : `${here.rows} rows here, ${there.rows} there`;
  return `${which}: ${rows}, with different contents`;
}
