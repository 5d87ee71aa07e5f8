import { type QueryRunner, Table, type TableColumn, TableIndex, type TableOptions } from 'typeorm';

export interface Index {
  readonly name: string;
  readonly columnNames: string[];
}

/*
 * On MySQL every change of the schema commits by itself, with what its transaction did before, and what comes after
 * commits statement by statement: of an attempt that was cut off, some is there. Whatever a migration does, it has to be
 * able to find done already (test/integration/migration-cuts).
 */

export async function createMissing(runner: QueryRunner, options: TableOptions): Promise<void> {
  await runner.createTable(new Table({ engine: 'InnoDB', withoutRowid: true, ...options }), true);
}

/** Counters by name, with the first number that each will give. */
export async function startMissing(runner: QueryRunner, sequences: Readonly<Record<string, number>>): Promise<void> {
  for (const [name, next] of Object.entries(sequences)) {
    const known = (await runner.query('SELECT name FROM sequences WHERE name = ?', [name])) as unknown[];
    if (known.length > 0) continue;
    await runner.query('INSERT INTO sequences (name, next_value) VALUES (?, ?)', [name, next]);
  }
}

/**
 * A column by a bare ALTER TABLE, which on both stores changes no row. TypeORM would copy the table on SQLite.
 * @param type as both stores spell it, with NULL or a default
 */
export async function addInPlace(runner: QueryRunner, table: string, column: string, type: string): Promise<void> {
  if (await runner.hasColumn(table, column)) return;
  await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
}

export async function addMissing(
  runner: QueryRunner,
  table: string,
  columns: readonly TableColumn[],
  indices: readonly Index[],
): Promise<void> {
  const known = await runner.getTable(table);
  const missing = columns.filter(({ name }) => !known?.columns.some((column) => column.name === name));
  // Of no columns TypeORM would copy the table all the same, on SQLite.
  if (missing.length > 0) await runner.addColumns(table, missing);
  for (const options of indices) {
    if (!known?.indices.some(({ name }) => name === options.name)) {
      await runner.createIndex(table, new TableIndex(options));
    }
  }
}
