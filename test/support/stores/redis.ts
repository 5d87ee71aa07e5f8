import { RedisService } from '../../../scripts/lib/cluster-stores.mjs';
import { freePort } from '../free-port.js';
import { temporaryFolder } from '../process-end.js';
import { OwnServer } from './own-server.js';
import { findServerProgram } from './server-program.js';

const PROGRAM = { name: 'Redis', command: 'redis-server', packages: ['redis-server'] };

/** A Redis of a test's own, for the faults that it makes. It keeps nothing on disk: a restart is an empty one. */
export interface Redis {
  readonly port: number;
  /** The process that serves now; another one after a restart. */
  readonly pid: number;
  /** What the application takes as REDIS_URL. */
  readonly url: string;
  freeze(): void;
  thaw(): void;
  /** Ends it as a crash does (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again, empty, on the same port; ends it before, where it runs. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an empty Redis, ready for connections when the promise resolves. */
export async function startRedis(options: readonly string[] = []): Promise<Redis> {
  const programs = { 'redis-server': findServerProgram(PROGRAM) };
  const folder = temporaryFolder('redis');
  const server = new OwnRedis(new RedisService({ folder, port: await freePort(), programs, options }), folder);
  await server.start();
  return server;
}

class OwnRedis extends OwnServer<RedisService> implements Redis {
  get url(): string {
    return this.service.url;
  }
}
