import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { emptyWal } from '../empty-wal.js';
import { lockDatabaseFile } from '../sqlite-file-lock.js';
import { flushFolderOf } from './durable-files.js';
import { checkMigrations } from './known-migrations.js';
import { giveSecretBack, type SecretOutcome, secretPlaces } from './secret-files.js';
import { copySqlite, type OnProgress } from './sqlite-copy.js';

export interface Restored {
  /** Where the database lies that was there before; undefined where there was none. */
  readonly replaced: string | undefined;
  /** Migrations that the next start runs. */
  readonly pending: readonly string[];
  readonly secrets: readonly { name: string; outcome: SecretOutcome }[];
}

/**
 * Puts a backup in the place of a SQLite store whose server is stopped. Until the last step, a rename, the database
 * that was there stays as it was; afterwards it lies aside, whole. Secrets that are missing come before that step: cut
 * anywhere, it is run again.
 * @param backup is left as it is
 * @param path of the database
 * @throws Error in plain words where a server holds the database, or the backup is damaged or a newer version's
 */
export async function restoreSqlite(backup: string, path: string, onProgress: OnProgress): Promise<Restored> {
  if (!existsSync(backup)) throw new Error(`There is no backup ${backup}`);
  const pending = checkMigrations(backup);
  const releaseFile = lockDatabaseFile(path);
  const draft = `${path}.restoring-${process.pid}`;
  try {
    await copySqlite(backup, draft, onProgress);
    // Before the database has its name: a server that found it without them would generate others.
    const secrets = secretPlaces(path, backup).map((place) => ({ name: place.name, outcome: giveSecretBack(place) }));
    flushFolderOf(path);
    const replaced = existsSync(path) ? setAside(path) : undefined;
    renameSync(draft, path);
    flushFolderOf(path);
    return { replaced, pending, secrets };
  } finally {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${draft}${end}`, { force: true });
    releaseFile();
  }
}

/** A second name for the database, so that its own is never without one; what its -wal file has goes along. */
function setAside(path: string): string {
  const aside = freeName(`${path}.replaced-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`);
  tryToEmptyWal(path);
  linkSync(path, aside);
  // Beside another database these would be read as its own, and destroy it.
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${aside}-wal`);
  rmSync(`${path}-shm`, { force: true });
  flushFolderOf(path);
  return aside;
}

/** Two may be replaced within a second. */
function freeName(name: string): string {
  let free = name;
  for (let number = 2; existsSync(free); number += 1) free = `${name}-${number}`;
  return free;
}

/** What a killed server left in the -wal file goes into the database. */
function tryToEmptyWal(path: string): void {
  try {
    emptyWal(path);
  } catch {
    // A damaged database, which may be why it is replaced: its -wal file is kept with it.
  }
}
