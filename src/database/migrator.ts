import type { MigrationDataSource } from './migration-data-source.js';

/**
 * Brings the schema up to date, or makes sure that it is.
 * @param mayChange MIGRATE_ON_START
 * @returns names of the migrations that were run
 * @throws Error where migrations are pending and may not be run, or the database knows one that this version does not
 */
export async function migrate(source: MigrationDataSource, mayChange: boolean): Promise<string[]> {
  await refuseUnknownMigrations(source);
  if (mayChange) {
    const done = await source.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  }
  if (await source.showMigrations()) {
    throw new Error('The database is not migrated: run "npm run migration:run" first, or set MIGRATE_ON_START=true');
  }
  return [];
}

/** @throws Error where a newer version has been here: this one would not know what it writes into */
export async function refuseUnknownMigrations(source: MigrationDataSource): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    if (!(await runner.hasTable('migrations'))) return;
    const rows = (await runner.query('SELECT name FROM migrations')) as { name: string }[];
    const known = new Set(source.migrations.map((migration) => migration.name ?? migration.constructor.name));
    const unknown = rows.map((row) => row.name).filter((name) => !known.has(name));
    if (unknown.length > 0) {
      throw new Error(`The database has migrations that this version does not know: ${unknown.join(', ')}`);
    }
  } finally {
    await runner.release();
  }
}
