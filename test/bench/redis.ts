import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { RedisService } from '../../scripts/lib/cluster-stores.mjs';
import { freePort } from '../support/free-port.js';
import { findServerProgram } from '../support/stores/server-program.js';
import { pin } from './process/pinned.js';

const PROGRAM = { name: 'Redis', command: 'redis-server', packages: ['redis-server'] };

/** Runs the work beside a Redis of its own, on the core of the database. */
export async function withRedis<T>(parent: string, work: (url: string) => Promise<T>): Promise<T> {
  const port = await freePort();
  const folder = join(parent, `redis-${port}`);
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const redis = new RedisService({ folder, port, programs: { 'redis-server': findServerProgram(PROGRAM) } });
  await redis.start();
  try {
    await pin(redis.pid, 'others');
    return await work(redis.url);
  } finally {
    await redis.stop();
  }
}
