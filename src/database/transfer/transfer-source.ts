import Database from 'better-sqlite3';
import { existsSync, statSync } from 'node:fs';
import { checkMigrations } from '../backup/known-migrations.js';
import { lockDatabaseFile } from '../sqlite-file-lock.js';

/**
 * Takes a SQLite file for the transfer: no server may change what was copied already.
 * @returns what tells this state of the file from a later one, and a function that gives the file up
 * @throws Error in plain words where there is no such file, a server holds it, or its schema is another version's
 */
export function takeSource(path: string): { state: string; release: () => void } {
  if (!existsSync(path)) throw new Error(`There is no database ${path}`);
  const release = lockDatabaseFile(path);
  try {
    const pending = checkMigrations(path);
    if (pending.length > 0) {
      throw new Error(`${path} lacks migrations of this version (${pending.join(', ')}): npm run migration:run first`);
    }
    emptyWal(path);
    const { size, mtimeNs } = statSync(path, { bigint: true });
    return { state: `${size} bytes, written at ${mtimeNs}`, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** All of it in the one file, whose size and time then tell one state from another. */
function emptyWal(path: string): void {
  const database = new Database(path, { fileMustExist: true });
  try {
    const [result] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    if (result?.busy !== 0) throw new Error(`Another process is reading ${path}: wait until it is done`);
  } finally {
    database.close();
  }
}
