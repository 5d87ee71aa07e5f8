import { DataSource } from 'typeorm';
import { mysqlMigrationOptions, sqliteWriterOptions } from './data-source-options.js';
import { lockDatabaseFile } from './sqlite-file-lock.js';
const LOCK = 'anlife-chat.migrations';
const LOCK_WAIT_SECONDS = 60;
/**
 * The data source that changes the schema, of the server's start and of the TypeORM CLI alike: no
 * two processes run or revert migrations at once.
 */
export class MigrationDataSource extends DataSource {
    constructor(target, entities, ownsFile) {
        super(target.kind === 'sqlite' ? sqliteWriterOptions(target.path, entities) : mysqlMigrationOptions(target, entities));
        this.target = target;
        this.ownsFile = ownsFile;
    }
    /** For the TypeORM CLI: takes the database file for itself while it works. */
    static forCli(target, entities) {
        return new MigrationDataSource(target, entities, false);
    }
    /** For a server that already keeps others off the database file. */
    static forServer(target, entities) {
        return new MigrationDataSource(target, entities, true);
    }
    runMigrations(options) {
        return this.alone(() => super.runMigrations(options));
    }
    undoLastMigration(options) {
        return this.alone(() => super.undoLastMigration(options));
    }
    async alone(work) {
        const release = await this.lock();
        try {
            return await work();
        }
        finally {
            await release();
        }
    }
    async lock() {
        if (this.target.kind === 'sqlite')
            return this.ownsFile ? () => undefined : lockDatabaseFile(this.target.path);
        const runner = this.createQueryRunner();
        const rows = (await runner.query('SELECT GET_LOCK(?, ?) AS locked', [LOCK, LOCK_WAIT_SECONDS]));
        if (rows[0]?.locked !== 1) {
            await runner.release();
            throw new Error('Another process is migrating this database, and did not finish within a minute');
        }
        return async () => {
            await runner.query('SELECT RELEASE_LOCK(?)', [LOCK]);
            await runner.release();
        };
    }
}
//# sourceMappingURL=migration-data-source.js.map