import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { ENTITIES } from './src/app.entities.js';
import { loadDatabaseTarget } from './src/config/load-configuration.js';
import { MigrationDataSource } from './src/database/migration-data-source.js';

if (existsSync('.env')) process.loadEnvFile('.env');

/** For the TypeORM CLI: `npm run migration:run`, `migration:revert`, `migration:generate`. */
export default MigrationDataSource.forCli(loadDatabaseTarget(), ENTITIES);
