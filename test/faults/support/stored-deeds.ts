import Database from 'better-sqlite3';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { fileOf } from './sqlite-file.js';

/** Rows that SQLite counts in a second, more or less: it has no other way to wait. */
const ROWS_A_SECOND = 5_000_000;

/** An entry of the audit log, as the database has it. */
export interface StoredEntry {
  readonly id: number;
  readonly action: string;
  readonly service_id: number | null;
  readonly detail: string;
  /** 0 unknown, 1 done. */
  readonly outcome: number;
}

/** Looks past the server at what was done, and at what the log says of it; and holds the log up. */
export abstract class DeedFile {
  static async open(databaseUrl: string): Promise<DeedFile> {
    if (databaseUrl.startsWith('sqlite:')) return new SqliteDeeds(databaseUrl);
    return new MysqlDeeds(await createConnection({ uri: databaseUrl }));
  }

  /** To tell the log how something ended takes so long from now on. */
  abstract holdUp(seconds: number): Promise<void>;
  /** It no longer does; after the server's end. */
  abstract letGo(): Promise<void>;
  abstract close(): Promise<void>;
  protected abstract query<Row>(sql: string): Promise<Row[]>;

  entries(): Promise<StoredEntry[]> {
    return this.query<StoredEntry>('SELECT id, action, service_id, detail, outcome FROM cms_audit ORDER BY id');
  }

  /** Official accounts from `first` on that there are, and of which the log does not say so yet. */
  async untold(first: number): Promise<number> {
    const sql = `SELECT COUNT(*) AS untold FROM cms_audit e JOIN service_accounts s ON s.id = e.service_id
      WHERE e.outcome = 0 AND e.action = 'saveServiceAccount' AND e.service_id >= ${first}`;
    return (await this.query<{ untold: number }>(sql))[0]?.untold ?? 0;
  }

  /** The ids of official accounts that there are. */
  async accounts(): Promise<number[]> {
    const rows = await this.query<{ id: number }>('SELECT id FROM service_accounts ORDER BY id');
    return rows.map(({ id }) => id);
  }

  /** Of each schedule the account that it is of. */
  async schedules(): Promise<number[]> {
    const rows = await this.query<{ service_id: number }>('SELECT service_id FROM schedules ORDER BY id');
    return rows.map(({ service_id }) => service_id);
  }
}

class SqliteDeeds extends DeedFile {
  private readonly file: Database.Database;

  constructor(private readonly url: string) {
    super();
    this.file = new Database(fileOf(url), { readonly: true, fileMustExist: true });
  }

  holdUp(seconds: number): Promise<void> {
    // A trigger takes no recursion of its own, but a view that has it.
    return this.write(`
      CREATE VIEW numbered AS
        WITH RECURSIVE numbers(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM numbers WHERE x < ${Math.ceil(seconds * ROWS_A_SECOND)})
        SELECT COUNT(*) AS n FROM numbers;
      CREATE TRIGGER held_up BEFORE UPDATE ON cms_audit BEGIN SELECT n FROM numbered; END`);
  }

  letGo(): Promise<void> {
    return this.write('DROP TRIGGER held_up; DROP VIEW numbered');
  }

  close(): Promise<void> {
    return Promise.resolve(void this.file.close());
  }

  protected query<Row>(sql: string): Promise<Row[]> {
    return Promise.resolve(this.file.prepare(sql).all() as Row[]);
  }

  private write(sql: string): Promise<void> {
    const file = new Database(fileOf(this.url), { timeout: 5000 });
    try {
      file.exec(sql);
    } finally {
      file.close();
    }
    return Promise.resolve();
  }
}

class MysqlDeeds extends DeedFile {
  constructor(private readonly connection: Awaited<ReturnType<typeof createConnection>>) {
    super();
  }

  async holdUp(seconds: number): Promise<void> {
    await this.connection.query(
      `CREATE TRIGGER held_up BEFORE UPDATE ON cms_audit FOR EACH ROW BEGIN DO SLEEP(${seconds}); END`,
    );
  }

  async letGo(): Promise<void> {
    // The database sleeps on for a client that is gone.
    const sessions = await this.query<{ id: number }>(
      `SELECT id AS id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()`,
    );
    for (const { id } of sessions) await this.connection.query('KILL ?', [id]).catch(() => undefined);
    await this.connection.query('DROP TRIGGER held_up');
  }

  close(): Promise<void> {
    return this.connection.end();
  }

  protected async query<Row>(sql: string): Promise<Row[]> {
    const [rows] = await this.connection.query<RowDataPacket[]>(sql);
    return rows as Row[];
  }
}
