import { ENTITIES } from '../../src/app.entities.js';
import { openStore } from '../../src/database/open-store.js';

const LEVELS = ['OFF', 'NORMAL', 'FULL', 'EXTRA'];

/** What SQLite says of the connection that the server writes by: such settings are a connection's own. */
export async function sqliteSettings(path: string): Promise<string> {
  const settings = { database: { kind: 'sqlite', path }, migrateOnStart: true, databasePoolSize: 1 } as const;
  const { store } = await openStore(settings, ENTITIES);
  try {
    const [[version], [journal], [synchronous]] = await store.attempt(async (tx) => [
      await tx.query<{ v: string }>('SELECT sqlite_version() AS v'),
      await tx.query<{ journal_mode: string }>('PRAGMA journal_mode'),
      await tx.query<{ synchronous: number }>('PRAGMA synchronous'),
    ]);
    const level = LEVELS[synchronous?.synchronous ?? -1];
    return `SQLite ${version?.v}, journal_mode=${journal?.journal_mode}, synchronous=${level}`;
  } finally {
    await store.close();
  }
}
