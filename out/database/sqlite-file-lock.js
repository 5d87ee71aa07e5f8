import Database from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
/**
 * Keeps a second server off a database file, for as long as this process lives: an open exclusive
 * transaction on a side file, which the kernel drops even on kill -9. Two servers on one file would
 * each hand out the same seqs, and block each other's event loop (the driver is synchronous).
 * @returns a function that gives the file up
 * @throws Error naming the file where another process holds it
 */
export function lockDatabaseFile(path) {
    mkdirSync(dirname(path), { recursive: true });
    const guard = new Database(`${path}.lock`, { timeout: 0 });
    try {
        guard.exec('BEGIN EXCLUSIVE');
    }
    catch (error) {
        guard.close();
        if (error.code !== 'SQLITE_BUSY')
            throw error;
        throw new Error(`Another process is using ${path}: stop it first, or give this one its own DATABASE_URL`, {
            cause: error,
        });
    }
    return () => guard.close();
}
//# sourceMappingURL=sqlite-file-lock.js.map