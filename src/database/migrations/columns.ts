import type { QueryRunner, TableColumnOptions } from 'typeorm';

/** Column shapes that migrations share; what the two databases need differently is decided here. */
export interface Columns {
  /** Ids, seqs, counters and UTC milliseconds: below 2^53. */
  number(name: string, options?: Partial<TableColumnOptions>): TableColumnOptions;
  /** Enumerations and flags. */
  small(name: string, options?: Partial<TableColumnOptions>): TableColumnOptions;
  /** Text that people wrote; `length` in code points. */
  text(name: string, length: number, options?: Partial<TableColumnOptions>): TableColumnOptions;
  /** Text of up to 64 KB. */
  longText(name: string, options?: Partial<TableColumnOptions>): TableColumnOptions;
  /** Keys of our own making, ASCII, compared byte by byte. */
  key(name: string, length: number, options?: Partial<TableColumnOptions>): TableColumnOptions;
  /** Ids that clients chose: any text, compared byte by byte, trailing spaces included. */
  clientId(name: string, length: number, options?: Partial<TableColumnOptions>): TableColumnOptions;
}

export async function columnsFor(runner: QueryRunner): Promise<Columns> {
  const mysql = runner.connection.options.type === 'mysql';
  const utf8mb4 = mysql ? { charset: 'utf8mb4', collation: 'utf8mb4_unicode_ci' } : {};
  const ascii = mysql ? { charset: 'ascii', collation: 'ascii_bin' } : {};
  const exact = mysql ? { charset: 'utf8mb4', collation: await exactCollation(runner) } : {};
  return {
    number: (name, options) => ({ name, type: 'bigint', ...options }),
    small: (name, options) => ({ name, type: 'smallint', ...options }),
    text: (name, length, options) => ({ name, type: 'varchar', length: String(length), ...utf8mb4, ...options }),
    longText: (name, options) => ({ name, type: 'text', ...utf8mb4, ...options }),
    key: (name, length, options) => ({ name, type: 'varchar', length: String(length), ...ascii, ...options }),
    clientId: (name, length, options) => ({ name, type: 'varchar', length: String(length), ...exact, ...options }),
  };
}

/** Every `_bin` but these pads: to it "a" and "a " are one id. */
async function exactCollation(runner: QueryRunner): Promise<string> {
  const [row] = (await runner.query('SELECT VERSION() AS version')) as { version: string }[];
  return /mariadb/i.test(row?.version ?? '') ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
}
