import Database from 'better-sqlite3';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { restoreSqlite } from '../../src/database/backup/sqlite-restore.js';
import { temporaryFolder } from '../support/process-end.js';

/** A database of the server, as far as a restore looks at it; nothing was ever migrated. */
function createDatabase(file: string, note: string): void {
  const database = new Database(file);
  database.exec('CREATE TABLE migrations (name TEXT); CREATE TABLE notes (note TEXT)');
  database.prepare('INSERT INTO notes VALUES (?)').run(note);
  database.close();
}

function noteOf(file: string): unknown {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    return database.prepare('SELECT note FROM notes').pluck().get();
  } finally {
    database.close();
  }
}

describe('Restores within one second', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 10, 30, 12) });
  });
  afterEach(() => vi.useRealTimers());

  it('keep what was there, each under a name of its own', async () => {
    const folder = temporaryFolder('restores');
    const inFolder = (name: string): string => join(folder, name);
    const path = inFolder('chat.sqlite');
    createDatabase(path, 'at first');
    for (const name of ['one', 'two', 'three']) createDatabase(inFolder(name), name);
    const aside: (string | undefined)[] = [];
    for (const name of ['one', 'two', 'three']) {
      aside.push((await restoreSqlite(inFolder(name), path, () => undefined)).replaced);
    }
    const first = `${path}.replaced-20261130T120000Z`;
    expect(aside).toEqual([first, `${first}-2`, `${first}-3`]);
    expect([...aside, path].map((file) => noteOf(file ?? ''))).toEqual(['at first', 'one', 'two', 'three']);
  });
});
