import { DataSource } from 'typeorm';
import type { DatabaseTarget } from '../../config/configuration.js';
import { type Entities, mysqlMigrationOptions, sqliteReaderOptions } from '../data-source-options.js';
import { MYSQL, SQLITE } from '../dialect.js';
import { MigrationDataSource } from '../migration-data-source.js';
import { copyTable, type Transfer } from './copy-table.js';
import { countRows, type Side } from './read-chunk.js';
import { type TableShape, tableShapes } from './table-shape.js';
import { TransferReport } from './transfer-report.js';
import { takeSource } from './transfer-source.js';
import { connectTarget, prepareTarget } from './transfer-target.js';
import { verifyTable } from './verify-tables.js';

export interface TransferOptions {
  readonly from: Extract<DatabaseTarget, { kind: 'sqlite' }>;
  readonly to: Extract<DatabaseTarget, { kind: 'mysql' }>;
  readonly entities: Entities;
  /** Rows that are committed at a time. */
  readonly chunkRows: number;
  /** Empties the target first, of what an earlier transfer put there. */
  readonly startOver: boolean;
  readonly say: (line: string) => void;
}

/**
 * Moves a SQLite store into an empty MySQL or MariaDB, and compares the two. A transfer that was ended by anything
 * goes on where it was; the target takes no server until the comparison has found nothing.
 * @returns what differs, one line each; empty where the target is the same
 * @throws Error in plain words where the transfer cannot be done
 */
export async function transferToMysql(options: TransferOptions): Promise<string[]> {
  const { from, to, entities, say } = options;
  const { state, release } = takeSource(from.path);
  const reading = new DataSource(sqliteReaderOptions(from.path, entities));
  const writing = new DataSource(mysqlMigrationOptions(to, entities));
  const migrations = MigrationDataSource.forServer(to, entities);
  const sources = [reading, writing, migrations];
  try {
    for (const source of sources) await source.initialize();
    const tables = tableShapes(reading);
    const target: Side = { runner: await connectTarget(writing), dialect: MYSQL };
    const source: Side = { runner: reading.createQueryRunner(), dialect: SQLITE };
    const progress = await prepareTarget(target.runner, migrations, tables, { ...options, source: state });
    await copyTables({ from: source, to: target, progress, chunkRows: options.chunkRows }, tables, say);
    const differences = await verifyTables(source, target, tables, say);
    if (differences.length === 0) await progress.drop();
    return differences;
  } finally {
    for (const source of sources) if (source.isInitialized) await source.destroy();
    release();
  }
}

async function copyTables(
  transfer: Transfer,
  tables: readonly TableShape[],
  say: TransferOptions['say'],
): Promise<void> {
  const sizes = new Map<string, number>();
  let present = 0;
  for (const { name } of tables) {
    sizes.set(name, await countRows(transfer.from, name));
    present += (await transfer.progress.of(name)).rows;
  }
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  say(present === 0 ? `${total} rows in ${tables.length} tables` : `Going on: ${present} of ${total} rows are there`);
  const report = new TransferReport(total, present, say);
  for (const table of tables) {
    let { rows } = await transfer.progress.of(table.name);
    await copyTable(transfer, table, (now) => {
      report.moved(table.name, now, sizes.get(table.name) ?? 0, now - rows);
      rows = now;
    });
    report.finished(table.name, rows);
  }
}

async function verifyTables(
  source: Side,
  target: Side,
  tables: readonly TableShape[],
  say: TransferOptions['say'],
): Promise<string[]> {
  const differences: string[] = [];
  for (const table of tables) {
    const { rows, groups, differences: found } = await verifyTable(source, target, table);
    const what = table.group === undefined ? 'one hash' : `${groups} conversations`;
    say(`${table.name}: ${found.length === 0 ? 'the same' : 'DIFFERENT'}, ${rows} rows, ${what}`);
    differences.push(...found);
  }
  return differences;
}
