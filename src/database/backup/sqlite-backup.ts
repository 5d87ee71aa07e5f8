import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { flushFolderOf } from './durable-files.js';
import { isKept, keepSecret, type SecretOutcome, secretPlaces } from './secret-files.js';
import { copySqlite, type OnProgress } from './sqlite-copy.js';

/**
 * Backs a SQLite store up into `file`, beside a running server or without one. The file has its name only when it is
 * whole, checked and on the disk; the secrets that the server generated lie beside it.
 * @param path of the database
 * @param file where to; its folder is made
 * @returns what became of each generated secret
 * @throws Error in plain words; nothing is overwritten
 */
export async function backUpSqlite(
  path: string,
  file: string,
  onProgress: OnProgress,
): Promise<{ name: string; outcome: SecretOutcome }[]> {
  if (!existsSync(path)) throw new Error(`There is no database ${path}`);
  const places = secretPlaces(path, file);
  // One that is the same already was left by a backup that was cut before its last step.
  refuseToOverwrite([file, ...places.filter((place) => !isKept(place)).map(({ copy }) => copy)]);
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.partial-${process.pid}`;
  try {
    await copySqlite(path, draft, onProgress);
    const secrets = places.map((place) => ({ name: place.name, outcome: keepSecret(place) }));
    refuseToOverwrite([file]);
    flushFolderOf(file);
    renameSync(draft, file);
    flushFolderOf(file);
    return secrets;
  } finally {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${draft}${end}`, { force: true });
  }
}

function refuseToOverwrite(files: readonly string[]): void {
  const there = files.find((file) => existsSync(file));
  if (there !== undefined) throw new Error(`${there} exists already: nothing is overwritten`);
}
