/** What the two databases do differently, as far as anything outside `database/` can notice. */
export interface Dialect {
  readonly name: 'sqlite' | 'mysql';
  /** Independent transactions that may usefully run at once: one on SQLite, which has one writer. */
  readonly writerLanes: number;
  /** Clause that locks the rows a SELECT finds; nothing on SQLite, where the one transaction owns all. */
  readonly forUpdate: string;
  /** As `forUpdate`, but leaving out the rows that another transaction holds. */
  readonly forUpdateSkipLocked: string;
  /** `INSERT` that leaves rows alone whose key is there already. */
  readonly insertIgnore: string;
  /** The end of an INSERT that sets `columns` to the new values where the row's `key` is there already. */
  upsert(key: readonly string[], columns: readonly string[]): string;
  /** The name, quoted: for tables and columns that are reserved words, such as `groups`. */
  quote(name: string): string;
}

export const SQLITE: Dialect = {
  name: 'sqlite',
  writerLanes: 1,
  forUpdate: '',
  forUpdateSkipLocked: '',
  insertIgnore: 'INSERT OR IGNORE',
  upsert: (key, columns) =>
    `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
  quote: (name) => `"${name}"`,
};

export const MYSQL: Dialect = {
  name: 'mysql',
  writerLanes: 4,
  forUpdate: 'FOR UPDATE',
  forUpdateSkipLocked: 'FOR UPDATE SKIP LOCKED',
  insertIgnore: 'INSERT IGNORE',
  // VALUES() is the form that MariaDB and MySQL 8 both know.
  upsert: (_key, columns) =>
    `ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(', ')}`,
  quote: (name) => `\`${name}\``,
};
