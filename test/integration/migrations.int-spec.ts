import { DataSource, type DataSourceOptions } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENTITIES } from '../../src/app.entities.js';
import { loadConfiguration } from '../../src/config/load-configuration.js';
import { MigrationDataSource } from '../../src/database/migration-data-source.js';
import { MIGRATIONS } from '../../src/database/migrations/all-migrations.js';
import { migrate } from '../../src/database/migrator.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';

describe('Migrations', () => {
  let database: TestDatabase;
  let source: MigrationDataSource;
  const sources: MigrationDataSource[] = [];

  /** As each server, and the TypeORM CLI, has its own. */
  const openSource = async (): Promise<MigrationDataSource> => {
    const { database: target } = loadConfiguration({
      DATABASE_URL: database.url,
      JWT_SECRET: 'x'.repeat(32),
      CMS_API_KEY: 'x'.repeat(32),
    });
    const opened = MigrationDataSource.forCli(target, ENTITIES);
    sources.push(opened);
    await opened.initialize();
    return opened;
  };

  beforeEach(async () => {
    database = await createTestDatabase();
    source = await openSource();
  });
  afterEach(async () => {
    for (const opened of sources.splice(0)) await opened.destroy();
    await database.drop();
  });

  const names = MIGRATIONS.map((migration) => new migration().name);

  const tables = async (): Promise<string[]> => {
    const sql =
      store === 'sqlite'
        ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()';
    return (await source.query<{ name: string }[]>(sql)).map(({ name }) => name).sort();
  };
  const revertAll = async (): Promise<void> => {
    for (let left = names.length; left > 0; left -= 1) await source.undoLastMigration({ transaction: 'each' });
  };

  it('run up, down, and up again', async () => {
    expect(await migrate(source, true)).toEqual(names);
    const up = await tables();
    expect(up).toEqual(expect.arrayContaining(['users', 'conversations', 'messages', 'group_members']));
    await revertAll();
    expect(await tables()).toEqual(['migrations']);
    expect(await migrate(source, true)).toEqual(names);
    expect(await tables()).toEqual(up);
    // Nothing is left to do.
    expect(await migrate(source, true)).toEqual([]);
    expect(await migrate(source, false)).toEqual([]);
  });

  it('make what the entities say', async () => {
    await migrate(source, true);
    // As the server that it is: TypeORM's `mysql` reads MariaDB's default of a nullable column as the text NULL.
    const [server] = store === 'mysql' ? await source.query<{ version: string }[]>('SELECT VERSION() AS version') : [];
    const type = server?.version.includes('MariaDB') ? { type: 'mariadb' as const } : {};
    const judge = await new DataSource({ ...source.options, ...type } as DataSourceOptions).initialize();
    const { upQueries } = await judge.driver.createSchemaBuilder().log();
    await judge.destroy();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('are never run where that is not wanted: the start stops and says how', async () => {
    await expect(migrate(source, false)).rejects.toThrow('npm run migration:run');
    expect(await tables()).not.toContain('users');
  });

  it('of a newer version stop the start', async () => {
    await migrate(source, true);
    await source.query("INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture')");
    await expect(migrate(source, true)).rejects.toThrow('FromTheFuture');
    await expect(migrate(source, false)).rejects.toThrow('FromTheFuture');
  });

  it('run once where several servers start together', async () => {
    const others = await Promise.all([openSource(), openSource()]);
    const outcomes = await Promise.allSettled([source, ...others].map((one) => migrate(one, true)));
    const done = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
    expect(done).toEqual(names);
    // On MySQL the others wait; the SQLite file belongs to the first, and the others are told so at once.
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(store === 'sqlite' ? 2 : 0);
    expect(await migrate(source, true)).toEqual([]);
  });
});
