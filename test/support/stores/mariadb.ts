import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { freePort } from '../free-port.js';
import { LocalProcess } from '../local-process.js';
import { temporaryFolder } from '../process-end.js';
import { findProgram, findServerProgram } from './server-program.js';

const PROGRAM = {
  name: 'MariaDB',
  command: 'mariadbd',
  packages: ['mariadb-server-core', 'mariadb-client-core'],
  urlVariable: 'TEST_MYSQL_URL',
};
const USER = 'chat';
const READY_WITHIN_MS = 30_000;

/** As root, MariaDB wants to be told that this is meant. */
const asUser = process.getuid?.() === 0 ? ['--user=root'] : [];

/** A MariaDB of a test's own, for the faults that it makes. */
export interface Mariadb {
  readonly port: number;
  /** The process that serves now; another one after a restart. */
  readonly pid: number;
  /** What the application takes as DATABASE_URL; without a name, of no database. The user may do everything. */
  url(database?: string): string;
  /** Stops it in its tracks (SIGSTOP): connections stay open and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Ends it as a crash does (SIGKILL); its data stays, for `restart`. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port; ends it in an orderly way before, where it runs. */
  restart(): Promise<void>;
  /** Ends it for good and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts a MariaDB on empty data, ready for connections when the promise resolves (about a second).
 * @param settings further arguments of mariadbd, such as `--innodb-lock-wait-timeout=1`
 */
export async function startMariadb(settings: readonly string[] = []): Promise<Mariadb> {
  const command = findServerProgram(PROGRAM);
  const server = new LocalMariadb(command, temporaryFolder('mariadb'), await freePort(), settings);
  await server.initialise();
  await server.start();
  return server;
}

class LocalMariadb implements Mariadb {
  private readonly password = randomBytes(12).toString('hex');
  private readonly data: string;
  /**
   * For its temporary tables: a MariaDB that starts removes all it finds in /tmp, also those of one that runs, which
   * then crashes (10.11.19), or of one that is being installed, which then fails ("Unknown table 'mysql.tmp_user_sys'").
   */
  private readonly temporary: string;
  private process: LocalProcess | undefined;

  constructor(
    private readonly command: string,
    private readonly folder: string,
    readonly port: number,
    private readonly settings: readonly string[],
  ) {
    this.data = join(folder, 'data');
    this.temporary = join(folder, 'tmp');
  }

  get pid(): number {
    return this.running().pid;
  }

  url(database = ''): string {
    return `mysql://${USER}:${this.password}@127.0.0.1:${this.port}/${database}`;
  }

  /** Writes the system tables, and what makes our user at each start. */
  async initialise(): Promise<void> {
    const installer = findProgram('mariadb-install-db');
    if (!installer) throw new Error('There is a mariadbd here, but no mariadb-install-db: install the two together');
    const options = [
      '--no-defaults',
      ...asUser,
      `--datadir=${this.data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      // Nobody relies on these tables before they are whole. A small log is written in no time; the server grows it.
      '--innodb-log-file-size=10M',
      '--innodb-flush-log-at-trx-commit=0',
    ];
    mkdirSync(this.temporary);
    await promisify(execFile)(installer, options, { env: { ...process.env, TMPDIR: this.temporary } });
    writeFileSync(
      join(this.folder, 'user.sql'),
      `CREATE USER IF NOT EXISTS ${USER}@'127.0.0.1' IDENTIFIED BY '${this.password}';\n` +
        `GRANT ALL PRIVILEGES ON *.* TO ${USER}@'127.0.0.1' WITH GRANT OPTION;\n`,
    );
  }

  async start(): Promise<void> {
    this.process = new LocalProcess(
      'MariaDB',
      this.command,
      [
        '--no-defaults',
        ...asUser,
        `--datadir=${this.data}`,
        `--tmpdir=${this.temporary}`,
        `--socket=${join(this.folder, 'socket')}`,
        `--pid-file=${join(this.folder, 'pid')}`,
        `--init-file=${join(this.folder, 'user.sql')}`,
        `--port=${this.port}`,
        '--bind-address=127.0.0.1',
        '--skip-name-resolve',
        '--character-set-server=utf8mb4',
        '--max-connections=500',
        // An acknowledged commit is on disk, as in production.
        '--innodb-flush-log-at-trx-commit=1',
        '--innodb-buffer-pool-size=256M',
        ...this.settings,
      ],
      { env: { PATH: process.env.PATH } },
    );
    await this.process.waitUntil(() => this.answers(), READY_WITHIN_MS);
  }

  freeze(): void {
    this.running().signal('SIGSTOP');
  }

  thaw(): void {
    this.running().signal('SIGCONT');
  }

  async kill(): Promise<void> {
    await this.running().end('SIGKILL');
  }

  async restart(): Promise<void> {
    await this.running().end('SIGTERM');
    await this.start();
  }

  async stop(): Promise<void> {
    await this.process?.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async answers(): Promise<boolean> {
    try {
      const connection = await createConnection({ uri: this.url(), connectTimeout: 1000 });
      await connection.end();
      return true;
    } catch {
      return false;
    }
  }

  private running(): LocalProcess {
    if (!this.process) throw new Error('This MariaDB was never started');
    return this.process;
  }
}
