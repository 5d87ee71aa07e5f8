import type { DataSource, QueryRunner } from 'typeorm';
import type { RowValues } from './read-chunk.js';

/** In the target, while it is filled: how far each table is. A server does not start on a database that has it. */
export const PROGRESS_TABLE = 'sqlite_transfer';

/** The row that says which file the rows are from; no table's name. */
const SOURCE = '*';

export interface TableProgress {
  /** The key's values of the last row that is there; undefined where there is none. */
  readonly after: RowValues | undefined;
  readonly rows: number;
}

/** How far a transfer is, in the target itself: a chunk and the progress that it makes are one transaction. */
export class ProgressTable {
  constructor(private readonly runner: QueryRunner) {}

  exists(): Promise<boolean> {
    return this.runner.hasTable(PROGRESS_TABLE);
  }

  /** @param source says which state of which file is moved */
  async create(source: string): Promise<void> {
    await this.runner.query(
      `CREATE TABLE ${PROGRESS_TABLE} (
        name varchar(64) NOT NULL, position text NOT NULL, row_count bigint NOT NULL, PRIMARY KEY (name)
      ) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    );
    await this.setSource(source);
  }

  async source(): Promise<string | undefined> {
    return (await this.row(SOURCE))?.position;
  }

  async setSource(source: string): Promise<void> {
    await this.set(SOURCE, source, 0);
  }

  async of(table: string): Promise<TableProgress> {
    const row = await this.row(table);
    return row === undefined
      ? { after: undefined, rows: 0 }
      : { after: JSON.parse(row.position) as RowValues, rows: Number(row.row_count) };
  }

  /** In the transaction that wrote the rows. */
  async advance(table: string, { after, rows }: { after: RowValues; rows: number }): Promise<void> {
    await this.set(table, JSON.stringify(after), rows);
  }

  async forgetTables(): Promise<void> {
    await this.runner.query(`DELETE FROM ${PROGRESS_TABLE} WHERE name <> ?`, [SOURCE]);
  }

  async drop(): Promise<void> {
    await this.runner.query(`DROP TABLE ${PROGRESS_TABLE}`);
  }

  private async row(name: string): Promise<{ position: string; row_count: number } | undefined> {
    const sql = `SELECT position, row_count FROM ${PROGRESS_TABLE} WHERE name = ?`;
    const [row] = (await this.runner.query(sql, [name])) as { position: string; row_count: number }[];
    return row;
  }

  private async set(name: string, position: string, rows: number): Promise<void> {
    await this.runner.query(
      `INSERT INTO ${PROGRESS_TABLE} (name, position, row_count) VALUES (?, ?, ?)
       ON DUPLICATE KEY UPDATE position = VALUES(position), row_count = VALUES(row_count)`,
      [name, position, rows],
    );
  }
}

/** @throws Error where a transfer into this database has not come to its end */
export async function refuseUnfinishedTransfer(source: DataSource): Promise<void> {
  const sql = 'SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?';
  if ((await source.query<unknown[]>(sql, [PROGRESS_TABLE])).length === 0) return;
  throw new Error(
    'This database is being filled by "npm run migrate:to-mysql": run that again until it says that it is done',
  );
}
