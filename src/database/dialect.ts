/** What the two databases do differently, as far as anything outside `database/` can notice. */
export interface Dialect {
  readonly name: 'sqlite' | 'mysql';
  /** Independent transactions that may usefully run at once: one on SQLite, which has one writer. */
  readonly writerTransactions: number;
  /** Clause that locks the rows a SELECT finds; nothing on SQLite, where the one transaction owns all. */
  readonly forUpdate: string;
  /** As `forUpdate`, but leaving out the rows that another transaction holds. */
  readonly forUpdateSkipLocked: string;
  /** `INSERT` that leaves rows alone whose key is there already. */
  readonly insertIgnore: string;
  /**
   * The end of an INSERT that leaves rows alone whose `key` is there already, and locks them for whoever
   * changes them next. `insertIgnore` takes shared locks on MySQL: two that hold them and then want to
   * change the rows deadlock.
   */
  orLock(key: readonly string[]): string;
  /** The end of an INSERT that sets `columns` to the new values where the row's `key` is there already. */
  upsert(key: readonly string[], columns: readonly string[]): string;
  /** As `upsert`, but adds the new values to those of the row that is there. */
  addUp(key: readonly string[], columns: readonly string[]): string;
  /**
   * The beginning of a DELETE that finds its rows by the primary key, however few the table has. Where MySQL
   * scans a small table instead, it locks, and waits for, rows of others.
   */
  deleteByKey(table: string): string;
  /**
   * A table of a FROM, read along this index of it. MariaDB weighs rows it expects, and not how
   * few of them are wanted: it may go through ten times as many by another one, or through all of `a = ?` for the
   * last of `a = ? AND b < ?`.
   */
  alongIndex(table: string, index: string): string;
  /** A table in a FROM, of one parameter: a JSON array of arrays, one integer for each column. */
  tupleTable(columns: readonly string[]): string;
  /** Joins two tables, reading the left one first. */
  readonly joinInOrder: string;
  /** The name, quoted: for tables and columns that are reserved words, such as `groups`. */
  quote(name: string): string;
}

export const SQLITE: Dialect = {
  name: 'sqlite',
  writerTransactions: 1,
  forUpdate: '',
  forUpdateSkipLocked: '',
  insertIgnore: 'INSERT OR IGNORE',
  orLock: (key) => `ON CONFLICT (${key.join(', ')}) DO NOTHING`,
  upsert: (key, columns) =>
    `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
  addUp: (key, columns) =>
    `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${columns.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')}`,
  deleteByKey: (table) => `DELETE FROM ${table}`,
  alongIndex: (table, index) => `${table} INDEXED BY ${index}`,
  tupleTable: (columns) =>
    `(SELECT ${columns.map((name, index) => `value ->> ${index} AS ${name}`).join(', ')} FROM json_each(?))`,
  joinInOrder: 'CROSS JOIN',
  quote: (name) => `"${name}"`,
};

export const MYSQL: Dialect = {
  name: 'mysql',
  writerTransactions: 4,
  forUpdate: 'FOR UPDATE',
  forUpdateSkipLocked: 'FOR UPDATE SKIP LOCKED',
  insertIgnore: 'INSERT IGNORE',
  // To what it is: nothing is written.
  orLock: ([column]) => `ON DUPLICATE KEY UPDATE ${column} = ${column}`,
  // VALUES() is the form that MariaDB and MySQL 8 both know.
  upsert: (_key, columns) =>
    `ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(', ')}`,
  addUp: (_key, columns) =>
    `ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = ${column} + VALUES(${column})`).join(', ')}`,
  // Only the form for several tables takes a hint.
  deleteByKey: (table) => `DELETE ${table} FROM ${table} FORCE INDEX (PRIMARY)`,
  alongIndex: (table, index) => `${table} FORCE INDEX (${index})`,
  tupleTable: (columns) =>
    `JSON_TABLE(?, '$[*]' COLUMNS (${columns.map((name, index) => `${name} BIGINT PATH '$[${index}]'`).join(', ')}))`,
  joinInOrder: 'STRAIGHT_JOIN',
  quote: (name) => `\`${name}\``,
};
