import Database from 'better-sqlite3';

/**
 * Takes all that a SQLite file's -wal file has, such as a killed server left, into the file itself.
 * @returns false where another process reads the file, so that something may be left
 */
export function emptyWal(path: string): boolean {
  const database = new Database(path, { fileMustExist: true });
  try {
    const [result] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    return result?.busy === 0;
  } finally {
    database.close();
  }
}
