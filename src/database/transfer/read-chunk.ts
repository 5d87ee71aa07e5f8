import type { QueryRunner } from 'typeorm';
import type { Dialect } from '../dialect.js';
import { placeholders } from '../sql.js';
import type { TableShape } from './table-shape.js';

/** Values of a row, in the order of the table's columns. */
export type RowValues = readonly (number | string | null)[];

/** One of the two databases, as the transfer reads it. */
export interface Side {
  readonly runner: QueryRunner;
  readonly dialect: Dialect;
}

/**
 * The next rows of a table in the order of its primary key.
 * @param after the key's values of the last row that was read; undefined for the beginning
 */
export async function readChunk(
  { runner, dialect }: Side,
  { name, columns, key }: TableShape,
  after: RowValues | undefined,
  limit: number,
): Promise<RowValues[]> {
  const quoted = (names: readonly string[]): string => names.map((column) => dialect.quote(column)).join(', ');
  const where = after === undefined ? '' : afterKey(key.map((column) => dialect.quote(column)));
  const rows = (await runner.query(
    `SELECT ${quoted(columns)} FROM ${dialect.quote(name)} ${where} ORDER BY ${quoted(key)} LIMIT ${limit}`,
    after === undefined ? [] : afterParameters(after),
  )) as Record<string, number | string | null>[];
  return rows.map((row) => columns.map((column) => row[column] ?? null));
}

/**
 * `a > ? OR (a = ? AND b > ?) …`, within `a >= ?`: by which both databases begin in the index at the first row
 * (MySQL reads a row comparison, `(a, b) > (?, ?)`, from the table's beginning each time).
 */
function afterKey(key: readonly string[]): string {
  const steps = key.map((column, index) => {
    const same = key.slice(0, index).map((former) => `${former} = ?`);
    return `(${[...same, `${column} > ?`].join(' AND ')})`;
  });
  return `WHERE ${key[0]} >= ? AND (${steps.join(' OR ')})`;
}

function afterParameters(after: RowValues): RowValues {
  return [after[0] ?? null, ...after.flatMap((_, index) => after.slice(0, index + 1))];
}

/** `SELECT COUNT(*)`. */
export async function countRows({ runner, dialect }: Side, table: string): Promise<number> {
  const sql = `SELECT COUNT(*) AS number FROM ${dialect.quote(table)}`;
  const [row] = (await runner.query(sql)) as { number: number }[];
  return Number(row?.number ?? 0);
}

/** For an INSERT of several rows. */
export function insertInto({ dialect }: Side, { name, columns }: TableShape, rows: number): string {
  const names = columns.map((column) => dialect.quote(column)).join(', ');
  const values = Array<string>(rows)
    .fill(`(${placeholders(columns.length)})`)
    .join(', ');
  return `INSERT INTO ${dialect.quote(name)} (${names}) VALUES ${values}`;
}
