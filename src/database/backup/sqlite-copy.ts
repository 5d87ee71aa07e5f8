import Database from 'better-sqlite3';
import { flush } from './durable-files.js';

/** Pages (of 4 KB) between two calls of `onProgress`. */
const PAGES_PER_STEP = 1000;

/** Milliseconds for which a copy waits for a server that is starting or truncating its -wal file. */
const BUSY_MS = 10_000;

/** @param done a part of 1 */
export type OnProgress = (done: number) => void;

/**
 * Copies a database into one new file by SQLite's online backup, also beside a running server, whose writes go on.
 * The copy is of one moment: a read transaction holds it, without which each commit of the server would have the
 * backup begin again. It is checked, and durable when the promise resolves.
 * @param from of a database; its -wal file is read along
 * @param to must not exist
 * @throws Error in plain words where the copy, and so the original, is damaged
 */
export async function copySqlite(from: string, to: string, onProgress: OnProgress = () => undefined): Promise<void> {
  const source = new Database(from, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
  try {
    source.exec('BEGIN');
    // A transaction begins with its first read.
    source.prepare('SELECT COUNT(*) FROM sqlite_master').get();
    await source.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        onProgress(totalPages === 0 ? 1 : 1 - remainingPages / totalPages);
        return PAGES_PER_STEP;
      },
    });
  } finally {
    source.close();
  }
  finish(to);
  flush(to);
}

function finish(path: string): void {
  const copy = new Database(path, { fileMustExist: true });
  try {
    // One file, that whoever opens it need not write beside; a server sets it back to WAL.
    copy.pragma('journal_mode = DELETE');
    const problems = copy.pragma('integrity_check(3)') as { integrity_check: string }[];
    const found = problems.map((row) => row.integrity_check).join('; ');
    if (found !== 'ok') throw new Error(`integrity_check: ${found}`);
  } finally {
    copy.close();
  }
}
