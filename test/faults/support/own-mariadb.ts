import { type Connection, createConnection } from 'mysql2/promise';
import { expect } from 'vitest';
import { type Mariadb, startMariadb } from '../../support/stores/mariadb.js';

const DATABASE = 'of_a_test';

/** A MariaDB that a test may freeze and kill, with an empty database in it. */
export interface OwnMariadb {
  readonly server: Mariadb;
  readonly databaseUrl: string;
}

export async function startOwnMariadb(): Promise<OwnMariadb> {
  const server = await startMariadb();
  const connection = await createConnection(server.url());
  await connection.query(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4`);
  await connection.end();
  return { server, databaseUrl: server.url(DATABASE) };
}

/** By what a waiting query is known. */
const QUERY = { send: 'content_hash FROM messages', read: 'seq BETWEEN' };

/** Holds up every query that touches messages, so that a test can freeze the server with some of them under way. */
export class MessagesLock {
  private constructor(private readonly connection: Connection) {}

  static async take(databaseUrl: string): Promise<MessagesLock> {
    const connection = await createConnection(databaseUrl);
    await connection.query('LOCK TABLES messages WRITE');
    return new MessagesLock(connection);
  }

  /**
   * Waits until a query of the send path, or of history, is inside the database and held up.
   * @throws Error where none is after a second: the server would give the first one up soon after
   */
  async waitFor(kind: keyof typeof QUERY): Promise<void> {
    const held = async (): Promise<string[]> => (await this.heldUp()).filter((sql) => sql.includes(QUERY[kind]));
    await expect.poll(held, { timeout: 1_000, interval: 5 }).not.toEqual([]);
  }

  private async heldUp(): Promise<string[]> {
    const sql = "SELECT info FROM information_schema.processlist WHERE state LIKE 'Waiting for table%lock'";
    const [rows] = await this.connection.query(sql);
    return (rows as { info: string | null }[]).map(({ info }) => info ?? '');
  }

  /** Without a word to the server, which may be frozen: it sees the closed connection once it goes on. */
  drop(): void {
    this.connection.destroy();
  }
}
