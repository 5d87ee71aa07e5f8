import type { QueryRunner } from 'typeorm';
import type { MigrationDataSource } from '../../../src/database/migration-data-source.js';
import { MIGRATIONS } from '../../../src/database/migrations/all-migrations.js';
import { chunks, rowPlaceholders } from '../../../src/database/sql.js';

/** Takes back the migration of this name, and all after it. */
export async function revertFrom(source: MigrationDataSource, name: string): Promise<void> {
  const names: string[] = MIGRATIONS.map((migration) => new migration().name);
  const count = names.length - names.indexOf(name);
  for (let left = count; left > 0; left -= 1) await source.undoLastMigration({ transaction: 'each' });
}

export async function insertRows(source: MigrationDataSource, table: string, columns: string, rows: unknown[][]) {
  for (const part of chunks(rows, 1000)) {
    const values = rowPlaceholders(part.length, columns.split(',').length);
    await source.query(`INSERT INTO ${table} (${columns}) VALUES ${values}`, part.flat());
  }
}

/** The most that one statement of the work read or wrote, in rows of `columns` parameters. */
export async function largestStatement(
  source: MigrationDataSource,
  work: () => Promise<unknown>,
): Promise<{ read: number; parameters: number }> {
  const largest = { read: 0, parameters: 0 };
  const create = source.createQueryRunner.bind(source);
  const watch = (runner: QueryRunner): QueryRunner => {
    const query = runner.query.bind(runner) as (...args: unknown[]) => Promise<unknown>;
    const watched = async (sql: string, parameters: unknown[] = [], ...rest: unknown[]): Promise<unknown> => {
      const result = await query(sql, parameters, ...rest);
      largest.parameters = Math.max(largest.parameters, parameters.length);
      if (Array.isArray(result)) largest.read = Math.max(largest.read, result.length);
      return result;
    };
    return Object.assign(runner, { query: watched });
  };
  source.createQueryRunner = (mode) => watch(create(mode));
  try {
    await work();
  } finally {
    source.createQueryRunner = create;
  }
  return largest;
}
