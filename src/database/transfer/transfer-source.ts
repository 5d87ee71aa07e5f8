import { existsSync, statSync } from 'node:fs';
import { checkMigrations } from '../backup/known-migrations.js';
import { emptyWal } from '../empty-wal.js';
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
    // All of it in the one file, whose size and time then tell one state from another.
    if (!emptyWal(path)) throw new Error(`Another process is reading ${path}: wait until it is done`);
    const { size, mtimeNs } = statSync(path, { bigint: true });
    return { state: `${size} bytes, written at ${mtimeNs}`, release };
  } catch (error) {
    release();
    throw error;
  }
}
