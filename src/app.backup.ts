import { loadDatabaseTarget } from './config/load-configuration.js';
import { backUpSqlite } from './database/backup/sqlite-backup.js';
import type { SecretOutcome } from './database/backup/secret-files.js';
import type { OnProgress } from './database/backup/sqlite-copy.js';
import { restoreSqlite } from './database/backup/sqlite-restore.js';

/** What became of a generated secret, for people. */
const SECRET_SAID: Record<SecretOutcome, string> = {
  copied: 'copied',
  none: 'there is no such file; where the environment gives this secret, keep it with the backup yourself',
  same: 'is the backup’s already',
  'kept another': 'differs from the backup’s, and stays',
};

/**
 * For `npm run backup`: the configured SQLite store into `file`.
 * @returns lines for the operator
 * @throws ConfigError; Error in plain words
 */
export async function backUp(file: string, onProgress: OnProgress): Promise<string[]> {
  const path = sqlitePath('mariadb-dump or mysqldump makes the backup');
  const secrets = await backUpSqlite(path, file, onProgress);
  return [`Backup of ${path}: ${file}`, ...secrets.map(saidOf)];
}

/**
 * For `npm run restore`: `file` in the place of the configured SQLite store.
 * @returns lines for the operator
 * @throws ConfigError; Error in plain words
 */
export async function restore(file: string, onProgress: OnProgress): Promise<string[]> {
  const path = sqlitePath('the mariadb or mysql client reads the dump back');
  const { replaced, pending, secrets } = await restoreSqlite(file, path, onProgress);
  return [
    `Restored ${path} from ${file}`,
    replaced === undefined ? 'There was no database before' : `What was there before: ${replaced}`,
    ...(pending.length > 0 ? [`The next start runs the migrations that it lacks: ${pending.join(', ')}`] : []),
    ...secrets.map(saidOf),
  ];
}

function sqlitePath(otherwise: string): string {
  const target = loadDatabaseTarget();
  if (target.kind === 'sqlite') return target.path;
  throw new Error(`DATABASE_URL is a MySQL or MariaDB: ${otherwise} (docs/operations.md, "Backup and restore")`);
}

function saidOf({ name, outcome }: { name: string; outcome: SecretOutcome }): string {
  return `${name}: ${SECRET_SAID[outcome]}`;
}
