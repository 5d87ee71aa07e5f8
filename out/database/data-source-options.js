import { MIGRATIONS } from './migrations/all-migrations.js';
/** Milliseconds after which one query of the send path counts as lost: callers are answered within 3 s. */
const QUERY_TIMEOUT_MS = 1500;
const CONNECT_TIMEOUT_MS = 1000;
/** The writing connection of the embedded store. */
export function sqliteWriterOptions(path, entities) {
    return {
        type: 'better-sqlite3',
        database: path,
        entities,
        migrations: MIGRATIONS,
        enableWAL: true,
        timeout: 200,
        statementCacheSize: 500,
        // better-sqlite3 is built with NORMAL for WAL, which a power loss would make a liar of "acknowledged means durable".
        prepareDatabase: (database) => void database.pragma('synchronous = FULL'),
    };
}
/** The second, read-only connection: it sees committed data only. */
export function sqliteReaderOptions(path, entities) {
    return {
        type: 'better-sqlite3',
        database: path,
        entities,
        readonly: true,
        fileMustExist: true,
        timeout: 200,
        statementCacheSize: 500,
    };
}
export function mysqlOptions(target, entities, poolSize) {
    return {
        ...mysqlBase(target, entities),
        poolSize,
        maxQueryExecutionTime: QUERY_TIMEOUT_MS,
        enableQueryTimeout: true,
        connectTimeout: CONNECT_TIMEOUT_MS,
    };
}
/** For migrations, which may take as long as they take. */
export function mysqlMigrationOptions(target, entities) {
    // One connection runs the migrations, the other holds the lock.
    return { ...mysqlBase(target, entities), migrations: MIGRATIONS, poolSize: 2 };
}
function mysqlBase(target, entities) {
    return {
        type: 'mysql',
        host: target.host,
        port: target.port,
        username: target.user,
        password: target.password,
        database: target.name,
        entities,
        charset: 'utf8mb4',
        timezone: 'Z',
        // Ids fit 2^53, so they are numbers, as on SQLite.
        supportBigNumbers: true,
        bigNumberStrings: false,
        logging: false,
    };
}
//# sourceMappingURL=data-source-options.js.map