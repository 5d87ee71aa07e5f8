import { randomBytes } from 'node:crypto';
import { MariadbService } from '../../../scripts/lib/cluster-stores.mjs';
import { findProgram } from '../../../scripts/lib/debian-programs.mjs';
import { freePort } from '../free-port.js';
import { temporaryFolder } from '../process-end.js';
import { OwnServer } from './own-server.js';
import { findServerProgram } from './server-program.js';

const PROGRAM = {
  name: 'MariaDB',
  command: 'mariadbd',
  packages: ['mariadb-server-core', 'mariadb-client-core'],
  urlVariable: 'TEST_MYSQL_URL',
};

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
 * @param options further arguments of mariadbd, such as `--innodb-lock-wait-timeout=1`
 */
export async function startMariadb(options: readonly string[] = []): Promise<Mariadb> {
  const mariadbd = findServerProgram(PROGRAM);
  const installer = findProgram('mariadb-install-db');
  if (!installer) throw new Error('There is a mariadbd here, but no mariadb-install-db: install the two together');
  const folder = temporaryFolder('mariadb');
  const service = new MariadbService({
    folder,
    port: await freePort(),
    password: randomBytes(12).toString('hex'),
    programs: { mariadbd, 'mariadb-install-db': installer },
    scope: '*.*',
    options,
  });
  const server = new OwnMariadb(service, folder);
  await server.start();
  return server;
}

class OwnMariadb extends OwnServer<MariadbService> implements Mariadb {
  url(database = ''): string {
    return this.service.urlOf(database);
  }
}
