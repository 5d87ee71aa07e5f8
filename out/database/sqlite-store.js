import { Semaphore } from '../common/async/semaphore.js';
import { storageUnavailable } from '../common/errors/app-error.js';
import { SQLITE } from './dialect.js';
import { ReadSession, Tx } from './session.js';
import { CommitUncertainError, Store } from './store.js';
/** Transactions that may wait for SQLite's one writer, and how long. */
const MAX_WAITING = 2000;
const DEADLINE_MS = 2500;
/**
 * The embedded store. TypeORM shares ONE connection per data source on SQLite, so whatever writes
 * meanwhile joins the open transaction and is erased by its rollback (typeorm #1884). Hence
 * transactions run first in, first out on the writing connection, and every read outside them uses
 * a second, read-only connection.
 */
export class SqliteStore extends Store {
    /** @param releaseFile gives up the exclusive hold on the database file */
    constructor(writing, reading, releaseFile) {
        super();
        this.writing = writing;
        this.reading = reading;
        this.releaseFile = releaseFile;
        this.dialect = SQLITE;
        this.turn = new Semaphore(1, MAX_WAITING, DEADLINE_MS, storageUnavailable);
        this.writer = writing.createQueryRunner();
        this.reader = new ReadSession(reading.createQueryRunner(), SQLITE);
    }
    read(work) {
        return work(this.reader);
    }
    attempt(work) {
        return this.turn.run(async () => {
            await this.writer.startTransaction();
            let result;
            try {
                result = await work(new Tx(this.writer, SQLITE));
            }
            catch (error) {
                await this.rollback();
                throw error;
            }
            try {
                await this.writer.commitTransaction();
            }
            catch (error) {
                await this.rollback();
                throw new CommitUncertainError(error);
            }
            return result;
        });
    }
    async close() {
        // Behind whatever transaction still runs.
        await this.turn.run(async () => {
            await this.reading.destroy();
            await this.writing.destroy();
        });
        this.releaseFile();
    }
    /** SQLite itself rolls back on some errors (disk full): then there is nothing left to do. */
    async rollback() {
        await this.writer.rollbackTransaction().catch(() => {
            this.writer.isTransactionActive = false;
        });
    }
}
//# sourceMappingURL=sqlite-store.js.map