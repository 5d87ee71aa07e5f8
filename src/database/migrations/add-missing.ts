import { type QueryRunner, type TableColumn, TableIndex } from 'typeorm';

export interface Index {
  readonly name: string;
  readonly columnNames: string[];
}

/** Of an attempt that was cut off, some are there: on MySQL no transaction takes them back. */
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
