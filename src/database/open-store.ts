import { DataSource } from 'typeorm';
import type { Configuration, DatabaseTarget } from '../config/configuration.js';
import { type Entities, mysqlOptions, sqliteReaderOptions, sqliteWriterOptions } from './data-source-options.js';
import { MigrationDataSource } from './migration-data-source.js';
import { migrate } from './migrator.js';
import { checkMysqlServer } from './mysql-server-check.js';
import { MysqlStore } from './mysql-store.js';
import { lockDatabaseFile } from './sqlite-file-lock.js';
import { SqliteStore } from './sqlite-store.js';
import type { Store } from './store.js';
import { refuseUnfinishedTransfer } from './transfer/progress-table.js';

/** Which database, and how it is opened. */
export type StoreSettings = Pick<Configuration, 'database' | 'migrateOnStart' | 'databasePoolSize'>;

export interface OpenedStore {
  readonly store: Store;
  readonly migrated: readonly string[];
  readonly warnings: readonly string[];
}

/** Opens the configured database and makes sure that its schema is this version's. @throws Error in plain words */
export async function openStore(configuration: StoreSettings, entities: Entities): Promise<OpenedStore> {
  const target = configuration.database;
  try {
    return target.kind === 'sqlite'
      ? await openSqlite(target, entities, configuration.migrateOnStart)
      : await openMysql(target, entities, configuration);
  } catch (error) {
    // One with a code is the driver's or the file system's: it does not say what it is about.
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const name = target.kind === 'sqlite' ? target.path : `${target.host}:${target.port}/${target.name}`;
    throw new Error(`DATABASE_URL: ${name}: ${error.message}`, { cause: error });
  }
}

async function openSqlite(
  target: Extract<DatabaseTarget, { kind: 'sqlite' }>,
  entities: Entities,
  mayMigrate: boolean,
): Promise<OpenedStore> {
  const releaseFile = lockDatabaseFile(target.path);
  try {
    const migrated = await migrateWith(MigrationDataSource.forServer(target, entities), mayMigrate);
    const writing = await new DataSource(sqliteWriterOptions(target.path, entities)).initialize();
    const reading = await new DataSource(sqliteReaderOptions(target.path, entities)).initialize();
    return { store: new SqliteStore(writing, reading, releaseFile), migrated, warnings: [] };
  } catch (error) {
    releaseFile();
    throw error;
  }
}

async function openMysql(
  target: Extract<DatabaseTarget, { kind: 'mysql' }>,
  entities: Entities,
  configuration: StoreSettings,
): Promise<OpenedStore> {
  const source = await new DataSource(mysqlOptions(target, entities, configuration.databasePoolSize)).initialize();
  try {
    const warnings = await checkMysqlServer(source);
    await refuseUnfinishedTransfer(source);
    const migrated = await migrateWith(MigrationDataSource.forServer(target, entities), configuration.migrateOnStart);
    return { store: new MysqlStore(source, configuration.databasePoolSize), migrated, warnings };
  } catch (error) {
    await source.destroy();
    throw error;
  }
}

async function migrateWith(source: MigrationDataSource, mayChange: boolean): Promise<string[]> {
  await source.initialize();
  try {
    return await migrate(source, mayChange);
  } finally {
    await source.destroy();
  }
}
