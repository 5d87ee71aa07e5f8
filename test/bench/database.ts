import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { findProgram } from '../../scripts/lib/debian-programs.mjs';
import { MariadbService } from '../../scripts/lib/cluster-stores.mjs';
import { freePort } from '../support/free-port.js';
import { findServerProgram } from '../support/stores/server-program.js';
import type { Db } from './options.js';
import { cpuSeconds, pin } from './process/pinned.js';
import { sqliteSettings } from './sqlite-settings.js';

const PROGRAM = {
  name: 'MariaDB',
  command: 'mariadbd',
  packages: ['mariadb-server-core', 'mariadb-client-core'],
};

/** What is written while something runs, as its own counters have it. */
export interface Writes {
  readonly rows: number | undefined;
  readonly bytes: number;
}

/** The store of a run, and what it costs. */
export interface BenchDatabase {
  readonly url: string;
  /** Seconds of CPU of its own process; 0 where it has none. */
  cpuSeconds(): number;
  /** Since it was started; `serverPid` is whose writes an embedded one's are. */
  writes(serverPid: number): Promise<Writes>;
  /** Durability, and whatever else figures hang on; for the header. */
  settings(): Promise<string>;
  /** Past the server, to fill tables and to read counters. MariaDB only. */
  query(sql: string): Promise<RowDataPacket[]>;
}

export interface Databases {
  /** A new empty one. */
  create(db: Db): Promise<BenchDatabase>;
  stop(): Promise<void>;
}

/** @param folder where SQLite's files lie: on a disk, whose syncs are part of what is measured */
export function databasesIn(folder: string): Databases {
  let mariadb: Promise<MariadbService> | undefined;
  return {
    create: async (db) => {
      if (db === 'sqlite') return sqlite(join(folder, `${randomBytes(6).toString('hex')}.sqlite`));
      mariadb ??= startMariadb(folder);
      return mysql(await mariadb);
    },
    stop: async () => {
      await (await mariadb)?.stop();
    },
  };
}

function sqlite(file: string): BenchDatabase {
  return {
    url: `sqlite:${file}`,
    cpuSeconds: () => 0,
    writes: (serverPid) => Promise.resolve({ rows: undefined, bytes: bytesWritten(serverPid) }),
    settings: () => sqliteSettings(file),
    query: () => Promise.reject(new Error('A SQLite file belongs to its server')),
  };
}

async function startMariadb(folder: string): Promise<MariadbService> {
  const service = new MariadbService({
    folder,
    port: await freePort(),
    password: randomBytes(12).toString('hex'),
    programs: { mariadbd: findServerProgram(PROGRAM), 'mariadb-install-db': findProgram('mariadb-install-db') ?? '' },
    scope: '*.*',
    options: ['--innodb-buffer-pool-size=128M'],
  });
  await service.start();
  await pin(service.pid, 'others');
  return service;
}

async function mysql(server: MariadbService): Promise<BenchDatabase> {
  const name = `bench_${randomBytes(6).toString('hex')}`;
  const query = async (sql: string, database = ''): Promise<RowDataPacket[]> => {
    const connection = await createConnection(server.urlOf(database));
    try {
      return (await connection.query<RowDataPacket[]>(sql))[0];
    } finally {
      await connection.end();
    }
  };
  await query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const status = async (...names: readonly string[]): Promise<number> => {
    const list = names.map((one) => `'${one}'`).join(', ');
    const rows = await query(`SHOW GLOBAL STATUS WHERE Variable_name IN (${list})`);
    return rows.reduce((sum, row) => sum + Number(row['Value']), 0);
  };
  return {
    url: server.urlOf(name),
    query: (sql) => query(sql, name),
    cpuSeconds: () => cpuSeconds(server.pid),
    writes: async () => ({
      rows: await status('Handler_write', 'Handler_update', 'Handler_delete'),
      bytes: bytesWritten(server.pid),
    }),
    settings: async () => {
      const [row] = await query(
        'SELECT VERSION() v, @@innodb_flush_log_at_trx_commit f, @@innodb_doublewrite d, @@innodb_buffer_pool_size b',
      );
      const pool = Number(row?.['b']) / 1024 / 1024;
      return `${row?.['v']}, innodb_flush_log_at_trx_commit=${row?.['f']}, doublewrite=${row?.['d']}, buffer pool ${pool} MB`;
    },
  };
}

/** Handed to the disk. */
function bytesWritten(pid: number): number {
  return Number(/^write_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}
