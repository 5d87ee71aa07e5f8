import { DataSource, type Migration } from 'typeorm';
import type { DatabaseTarget } from '../config/configuration.js';
import { type Entities, mysqlMigrationOptions, sqliteWriterOptions } from './data-source-options.js';
import { lockDatabaseFile } from './sqlite-file-lock.js';

const LOCK = 'anlife-chat.migrations';
const LOCK_WAIT_SECONDS = 60;

/**
 * The data source that changes the schema, of the server's start and of the TypeORM CLI alike: no
 * two processes run or revert migrations at once.
 */
export class MigrationDataSource extends DataSource {
  private constructor(
    private readonly target: DatabaseTarget,
    entities: Entities,
    private readonly ownsFile: boolean,
  ) {
    super(
      target.kind === 'sqlite' ? sqliteWriterOptions(target.path, entities) : mysqlMigrationOptions(target, entities),
    );
  }

  /** For the TypeORM CLI: takes the database file for itself while it works. */
  static forCli(target: DatabaseTarget, entities: Entities): MigrationDataSource {
    return new MigrationDataSource(target, entities, false);
  }

  /** For a server that already keeps others off the database file. */
  static forServer(target: DatabaseTarget, entities: Entities): MigrationDataSource {
    return new MigrationDataSource(target, entities, true);
  }

  override runMigrations(options?: Parameters<DataSource['runMigrations']>[0]): Promise<Migration[]> {
    return this.alone(() => super.runMigrations(options));
  }

  override undoLastMigration(options?: Parameters<DataSource['undoLastMigration']>[0]): Promise<void> {
    return this.alone(() => super.undoLastMigration(options));
  }

  private async alone<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.lock();
    try {
      return await work();
    } finally {
      await release();
    }
  }

  private async lock(): Promise<() => void | Promise<void>> {
    if (this.target.kind === 'sqlite') return this.ownsFile ? () => undefined : lockDatabaseFile(this.target.path);
    const runner = this.createQueryRunner();
    const rows = (await runner.query('SELECT GET_LOCK(?, ?) AS locked', [LOCK, LOCK_WAIT_SECONDS])) as {
      locked: number;
    }[];
    if (rows[0]?.locked !== 1) {
      await runner.release();
      throw new Error('Another process is migrating this database, and did not finish within a minute');
    }
    return async () => {
      await runner.query('SELECT RELEASE_LOCK(?)', [LOCK]);
      await runner.release();
    };
  }
}
