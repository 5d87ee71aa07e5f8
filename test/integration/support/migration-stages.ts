import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { ENTITIES } from '../../../src/app.entities.js';
import { loadConfiguration } from '../../../src/config/load-configuration.js';
import { MigrationDataSource } from '../../../src/database/migration-data-source.js';
import { migrate } from '../../../src/database/migrator.js';
import { createTestDatabase, type TestDatabase } from '../../support/stores/test-database.js';
import { cutAfter } from './cut-runner.js';

const SCHEMA = {
  columns: `SELECT table_name, ordinal_position, column_name, column_default, is_nullable, column_type, collation_name
    FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`,
  indexes: `SELECT table_name, index_name, seq_in_index, column_name, non_unique
    FROM information_schema.statistics WHERE table_schema = DATABASE() ORDER BY table_name, index_name, seq_in_index`,
};

/** Schema and rows of a MySQL database, to be compared. */
export type Snapshot = Record<string, unknown[]>;

/** A MySQL database between two migrations, with what it takes to copy it and to look at it. */
export class MigrationStage {
  private constructor(readonly database: TestDatabase) {}

  static async create(): Promise<MigrationStage> {
    return new MigrationStage(await createTestDatabase());
  }

  /** Runs the pending ones of the first `count` migrations. @returns what was written; `cut` fails after so many */
  async migrate(count: number, cut?: number): Promise<readonly string[]> {
    const { database: target } = loadConfiguration({
      DATABASE_URL: this.database.url,
      JWT_SECRET: 'x'.repeat(32),
      CMS_API_KEY: 'x'.repeat(32),
    });
    const source = MigrationDataSource.forServer(target, ENTITIES);
    await source.initialize();
    try {
      source.migrations.splice(count);
      const { written } = cutAfter(source, cut);
      await migrate(source, true);
      return written;
    } finally {
      await source.destroy();
    }
  }

  /** Rows of `table`, as objects by column. */
  insert(table: string, rows: readonly Record<string, string | number | null>[]): Promise<void> {
    return this.use(async (query) => {
      const columns = Object.keys(rows[0] ?? {});
      for (let from = 0; from < rows.length; from += 500) {
        const part = rows.slice(from, from + 500).map((row) => columns.map((column) => row[column]));
        await query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ?`, [part]);
      }
    });
  }

  async copy(): Promise<MigrationStage> {
    const copy = await MigrationStage.create();
    const [from, to] = [this, copy].map(({ database }) => new URL(database.url).pathname.slice(1));
    await this.use(async (query) => {
      for (const { name } of await query(TABLES)) {
        await query(`CREATE TABLE ${to}.${name} LIKE ${from}.${name}`);
        await query(`INSERT INTO ${to}.${name} SELECT * FROM ${from}.${name}`);
      }
    });
    return copy;
  }

  snapshot(): Promise<Snapshot> {
    return this.use(async (query) => {
      const seen: Snapshot = {};
      for (const [name, sql] of Object.entries(SCHEMA)) seen[name] = await query(sql);
      for (const { name } of await query(TABLES)) {
        const rows = (await query(`SELECT * FROM ${name}`)) as Record<string, unknown>[];
        // The one value that is drawn.
        for (const row of rows) if (row['name'] === 'installation') delete row['next_value'];
        seen[`rows of ${name}`] = name === 'migrations' ? rows.map((row) => row['name']) : rows;
      }
      return seen;
    });
  }

  private async use<T>(work: (query: (sql: string, values?: unknown[]) => Promise<RowDataPacket[]>) => Promise<T>) {
    const connection = await createConnection(this.database.url);
    try {
      return await work(async (sql, values) => (await connection.query<RowDataPacket[]>(sql, values))[0]);
    } finally {
      await connection.end();
    }
  }
}

const TABLES = 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1';
