import Database from 'better-sqlite3';
import { MIGRATIONS } from '../migrations/all-migrations.js';

/**
 * Makes sure that a SQLite file is a database of this server, of this version or an older one.
 * @returns names of the migrations that a start of the server will run on it
 * @throws Error in plain words where it is none, or a newer version's
 */
export function checkMigrations(path: string): string[] {
  const known: string[] = MIGRATIONS.map((migration) => new migration().name);
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const isOurs = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'").get();
    if (!isOurs) throw new Error(`${path}: not a database of this server`);
    const done = database.prepare<[], string>('SELECT name FROM migrations').pluck().all();
    const unknown = done.filter((name) => !known.includes(name));
    if (unknown.length > 0) {
      throw new Error(`${path} has migrations that this version does not know: ${unknown.join(', ')}`);
    }
    return known.filter((name) => !done.includes(name));
  } finally {
    database.close();
  }
}
