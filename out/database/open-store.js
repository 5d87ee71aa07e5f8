import { DataSource } from 'typeorm';
import { mysqlOptions, sqliteReaderOptions, sqliteWriterOptions } from './data-source-options.js';
import { MigrationDataSource } from './migration-data-source.js';
import { migrate } from './migrator.js';
import { checkMysqlServer } from './mysql-server-check.js';
import { MysqlStore } from './mysql-store.js';
import { lockDatabaseFile } from './sqlite-file-lock.js';
import { SqliteStore } from './sqlite-store.js';
/** Opens the configured database and makes sure that its schema is this version's. */
export function openStore(configuration, entities) {
    const target = configuration.database;
    return target.kind === 'sqlite'
        ? openSqlite(target, entities, configuration.migrateOnStart)
        : openMysql(target, entities, configuration);
}
async function openSqlite(target, entities, mayMigrate) {
    const releaseFile = lockDatabaseFile(target.path);
    try {
        const migrated = await migrateWith(MigrationDataSource.forServer(target, entities), mayMigrate);
        const writing = await new DataSource(sqliteWriterOptions(target.path, entities)).initialize();
        const reading = await new DataSource(sqliteReaderOptions(target.path, entities)).initialize();
        return { store: new SqliteStore(writing, reading, releaseFile), migrated, warnings: [] };
    }
    catch (error) {
        releaseFile();
        throw error;
    }
}
async function openMysql(target, entities, configuration) {
    const source = await new DataSource(mysqlOptions(target, entities, configuration.databasePoolSize)).initialize();
    try {
        const warnings = await checkMysqlServer(source);
        const migrated = await migrateWith(MigrationDataSource.forServer(target, entities), configuration.migrateOnStart);
        return { store: new MysqlStore(source, configuration.databasePoolSize), migrated, warnings };
    }
    catch (error) {
        await source.destroy();
        throw error;
    }
}
async function migrateWith(source, mayChange) {
    await source.initialize();
    try {
        return await migrate(source, mayChange);
    }
    finally {
        await source.destroy();
    }
}
//# sourceMappingURL=open-store.js.map