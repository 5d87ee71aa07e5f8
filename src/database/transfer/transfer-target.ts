import type { DataSource, QueryRunner } from 'typeorm';
import { MYSQL } from '../dialect.js';
import type { MigrationDataSource } from '../migration-data-source.js';
import { FIRST_GROUP_ID } from '../migrations/1764400000000-relations.js';
import { migrate, refuseUnknownMigrations } from '../migrator.js';
import { checkMysqlServer } from '../mysql-server-check.js';
import { SESSION_SETTINGS } from '../mysql-store.js';
import { PROGRESS_TABLE, ProgressTable } from './progress-table.js';
import { countRows } from './read-chunk.js';
import { refuseServers } from './refuse-servers.js';
import type { TableShape } from './table-shape.js';

/** Migrations put rows into it, which the source's replace: the counters of ids begin with 1, or here. */
const FILLED_BY_MIGRATIONS = 'sequences';
const FIRST: Readonly<Record<string, number>> = { groups: FIRST_GROUP_ID };
/** Of these rows, the one that is no counter. */
const NO_COUNTER = 'installation';

export interface TargetOptions {
  /** Says which state of which file is moved. */
  readonly source: string;
  readonly startOver: boolean;
  readonly say: (line: string) => void;
}

/** One connection to the target, for as long as the transfer takes; no other transfer works on that database. */
export async function connectTarget(source: DataSource): Promise<QueryRunner> {
  const runner = source.createQueryRunner();
  await runner.connect();
  for (const setting of SESSION_SETTINGS) await runner.query(setting);
  // Locks are the whole server's, and their names short.
  const lock = "GET_LOCK(CONCAT('anlife-chat.', MD5(DATABASE())), 0)";
  const [row] = (await runner.query(`SELECT ${lock} AS locked`)) as { locked: number }[];
  if (row?.locked !== 1) throw new Error('Another process is moving a store into this database');
  return runner;
}

/**
 * Makes the target ready: migrated, and marked, so that no server starts on it before it is whole.
 * @throws Error in plain words where the target holds anything that no transfer of this file has put there
 */
export async function prepareTarget(
  runner: QueryRunner,
  migrations: MigrationDataSource,
  tables: readonly TableShape[],
  { source, startOver, say }: TargetOptions,
): Promise<ProgressTable> {
  for (const warning of await checkMysqlServer(runner.dataSource)) say(warning);
  await refuseUnknownMigrations(migrations);
  const progress = new ProgressTable(runner);
  if (!(await progress.exists())) {
    await refuseOthersData(runner, tables);
    await progress.create(source);
    try {
      await refuseServers(runner, migrations);
      // Once more: until the mark was there, one may have run.
      await refuseOthersData(runner, tables);
    } catch (error) {
      await progress.drop();
      throw error;
    }
  } else {
    await refuseServers(runner, migrations);
  }
  const isSame = (await progress.source()) === source;
  const done = await migrate(migrations, true);
  if (done.length > 0) say(`Migrated the target: ${done.join(', ')}`);
  if (isSame && !startOver) return progress;
  say(isSame ? 'Starting over' : 'The SQLite file is not what it was at the last run: starting over');
  await progress.forgetTables();
  for (const { name } of tables) await runner.query(`TRUNCATE TABLE ${MYSQL.quote(name)}`);
  await progress.setSource(source);
  return progress;
}

async function refuseOthersData(runner: QueryRunner, tables: readonly TableShape[]): Promise<void> {
  const sql = 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()';
  const there = ((await runner.query(sql)) as { name: string }[]).map(({ name }) => name);
  const ours = [...tables.map(({ name }) => name), 'migrations', PROGRESS_TABLE];
  const others = there.filter((name) => !ours.includes(name));
  if (others.length > 0) {
    throw new Error(
      `The target has tables that are not this server's (${others.join(', ')}): give it an empty database`,
    );
  }
  for (const { name } of tables) {
    if (!there.includes(name)) continue;
    if (name === FILLED_BY_MIGRATIONS) {
      await refuseTakenIds(runner);
      continue;
    }
    if ((await countRows({ runner, dialect: MYSQL }, name)) > 0) {
      throw new Error(`The target has data already (rows in ${name}): give it an empty database`);
    }
  }
}

/** A server that took a block of ids may still have it, and would give out those of the rows that are moved. */
async function refuseTakenIds(runner: QueryRunner): Promise<void> {
  const sql = `SELECT name, next_value AS next FROM ${FILLED_BY_MIGRATIONS} WHERE name <> ?`;
  const counters = (await runner.query(sql, [NO_COUNTER])) as { name: string; next: number }[];
  const taken = counters.filter(({ name, next }) => Number(next) > (FIRST[name] ?? 1)).map(({ name }) => name);
  if (taken.length > 0) {
    throw new Error(`A server has given out ids in the target (${taken.join(', ')}): give it an empty database`);
  }
}
