import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { Service } from './cluster-service.mjs';

const HOST = '127.0.0.1';
const USER = 'chat';
const DATABASE = 'chat';
const ANSWER_MS = 1000;

/** As root, MariaDB wants to be told that this is meant. */
const asUser = process.getuid?.() === 0 ? ['--user=root'] : [];

/**
 * The MariaDB of a cluster. Its data lies in `<folder>/mariadb` and outlives the process.
 */
export class MariadbService extends Service {
  #password;
  #scope;
  #data;
  #temporary;
  #installer;
  #initFile;

  /**
   * @param {object} settings
   * @param {string} settings.folder
   * @param {number} settings.port
   * @param {string} settings.password
   * @param {Pick<import('./cluster-programs.mjs').Programs, 'mariadbd' | 'mariadb-install-db'>} settings.programs
   * @param {string} [settings.scope] what our user may do everything with: '*.*', or the cluster's own database
   * @param {readonly string[]} [settings.options] further arguments of mariadbd
   */
  constructor({ folder, port, password, programs, scope = `${DATABASE}.*`, options = [] }) {
    const data = join(folder, 'mariadb');
    const initFile = join(folder, 'mariadb.sql');
    // A MariaDB that starts removes all temporary tables that it finds in /tmp, also those of one that runs, which then
    // crashes (10.11.19), or of one that is being installed, which then fails ("Unknown table 'mysql.tmp_user_sys'").
    const temporary = join(folder, 'mariadb-tmp');
    super({
      name: 'MariaDB',
      command: programs.mariadbd,
      args: [
        '--no-defaults',
        ...asUser,
        `--datadir=${data}`,
        `--tmpdir=${temporary}`,
        // Relative to the data: the path of a socket may not be longer than 107 characters.
        '--socket=mariadb.sock',
        '--pid-file=mariadb.pid',
        `--init-file=${initFile}`,
        `--port=${port}`,
        `--bind-address=${HOST}`,
        '--skip-name-resolve',
        '--character-set-server=utf8mb4',
        '--max-connections=500',
        // An acknowledged commit is on disk, as in production.
        '--innodb-flush-log-at-trx-commit=1',
        '--innodb-buffer-pool-size=256M',
        ...options,
      ],
      cwd: folder,
      logFile: join(folder, 'logs', 'mariadb.log'),
      port,
    });
    this.#password = password;
    this.#scope = scope;
    this.#data = data;
    this.#temporary = temporary;
    this.#installer = programs['mariadb-install-db'];
    this.#initFile = initFile;
  }

  /** What a node takes as DATABASE_URL. */
  get url() {
    return this.urlOf(DATABASE);
  }

  /** @param {string} database '' for none */
  urlOf(database) {
    return `mysql://${USER}:${this.#password}@${HOST}:${this.port}/${database}`;
  }

  /** @override */
  async start() {
    mkdirSync(this.#temporary, { recursive: true });
    if (!existsSync(join(this.#data, 'mysql'))) await this.#initialise();
    await super.start();
  }

  /** @override */
  async answers() {
    try {
      const connection = await createConnection({ uri: this.url, connectTimeout: ANSWER_MS });
      await connection.end();
      return true;
    } catch {
      return false;
    }
  }

  /** Writes the system tables, and what makes our user and database at each start. */
  async #initialise() {
    mkdirSync(this.#data, { recursive: true });
    const options = [
      '--no-defaults',
      ...asUser,
      `--datadir=${this.#data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      // Nobody relies on these tables before they are whole. A small log is written in no time; the server grows it.
      '--innodb-log-file-size=10M',
      '--innodb-flush-log-at-trx-commit=0',
    ];
    await promisify(execFile)(this.#installer, options, { env: { ...process.env, TMPDIR: this.#temporary } });
    const statements = [
      `CREATE DATABASE IF NOT EXISTS ${DATABASE} CHARACTER SET utf8mb4`,
      `CREATE USER IF NOT EXISTS ${USER}@'${HOST}'`,
      `ALTER USER ${USER}@'${HOST}' IDENTIFIED BY '${this.#password}'`,
      `GRANT ALL PRIVILEGES ON ${this.#scope} TO ${USER}@'${HOST}'`,
    ];
    writeFileSync(this.#initFile, statements.map((statement) => `${statement};\n`).join(''), { mode: 0o600 });
  }
}

/** The Redis of a cluster. It keeps nothing: a restart is an empty one, which the nodes can do with. */
export class RedisService extends Service {
  /**
   * @param {object} settings
   * @param {string} settings.folder
   * @param {number} settings.port
   * @param {Pick<import('./cluster-programs.mjs').Programs, 'redis-server'>} settings.programs
   * @param {readonly string[]} [settings.options] further arguments of redis-server
   */
  constructor({ folder, port, programs, options = [] }) {
    const usual = { port, bind: HOST, dir: folder, save: '', appendonly: 'no' };
    super({
      name: 'Redis',
      command: programs['redis-server'],
      args: [...Object.entries(usual).flatMap(([name, value]) => [`--${name}`, String(value)]), ...options],
      cwd: folder,
      logFile: join(folder, 'logs', 'redis.log'),
      port,
    });
  }

  /** What a node takes as REDIS_URL. */
  get url() {
    return `redis://${HOST}:${this.port}`;
  }

  /**
   * @override
   * @returns {Promise<boolean>}
   */
  answers() {
    return new Promise((resolve) => {
      const socket = connect(this.port, HOST, () => socket.write('PING\r\n'));
      /** @param {boolean} answered */
      const settle = (answered) => {
        socket.destroy();
        resolve(answered);
      };
      socket.setTimeout(ANSWER_MS, () => settle(false));
      socket.once('error', () => settle(false));
      socket.once('data', (data) => settle(data.toString().startsWith('+PONG')));
    });
  }
}
