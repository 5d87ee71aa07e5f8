import type { Dialect } from './dialect.js';

/** The parts of a SELECT that finds rows by tuples. */
export interface RowsAt {
  /** What follows FROM. */
  readonly from: string;
  /** The WHERE clause, or nothing. */
  readonly where: string;
  readonly parameters: readonly (number | string)[];
}

/** From so many tuples on a table of them costs less than naming each. */
const MANY = 8;

/**
 * Finds the rows of a table in which these columns, the first ones of an index, have the integers of a tuple. MariaDB
 * plans `(a = ? AND b = ?) OR …` for 75 µs a tuple, and reads the whole table for `(a, b) IN (…)`; joined to a table of
 * tuples it does neither (ADR 0022).
 * @param table with an alias, such as `messages m`
 * @param tuples one at least
 */
export function rowsAt(
  dialect: Dialect,
  table: string,
  columns: readonly string[],
  tuples: readonly (readonly number[])[],
): RowsAt {
  const alias = table.split(' ').at(-1) ?? table;
  if (tuples.length < MANY) {
    const one = columns.map((name) => `${alias}.${name} = ?`).join(' AND ');
    return { from: table, where: `WHERE (${tuples.map(() => `(${one})`).join(' OR ')})`, parameters: tuples.flat() };
  }
  // A row is found once, however often it is asked for.
  const distinct = new Map(tuples.map((tuple) => [tuple.join(':'), tuple]));
  const same = columns.map((name) => `${alias}.${name} = wanted.${name}`).join(' AND ');
  return {
    from: `${dialect.tupleTable(columns)} wanted ${dialect.joinInOrder} ${table} ON ${same}`,
    where: '',
    parameters: [JSON.stringify([...distinct.values()])],
  };
}
