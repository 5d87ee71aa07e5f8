import type { TestProject } from 'vitest/node';
import { startMariadb } from './mariadb.js';

/** The database server that the tests of the mysql project share; each makes databases of its own in it. */
export interface ProvidedMysql {
  /** Of no database. */
  url: string;
  /** Null where TEST_MYSQL_URL named a server, which was not started here. */
  pid: number | null;
}

declare module 'vitest' {
  interface ProvidedContext {
    mysql: ProvidedMysql;
  }
}

/** Vitest's global set-up of the mysql project: once a run, and not at all in a run without that project. */
export default async function provideMysql(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env.TEST_MYSQL_URL;
  if (url) {
    project.provide('mysql', { url, pid: null });
    return () => Promise.resolve();
  }
  const server = await startMariadb();
  project.provide('mysql', { url: server.url(), pid: server.pid });
  return () => server.stop();
}
