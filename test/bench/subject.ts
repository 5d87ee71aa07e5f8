import { join } from 'node:path';
import { freePort } from '../support/free-port.js';
import type { BenchDatabase } from './database.js';
import { type Pinned, startPinned } from './process/pinned.js';

/** Fixed, so that tokens can be signed here. */
export const JWT_SECRET = 'bench-jwt-secret-of-more-than-32-characters';
export const API_KEY = 'bench-api-key-of-more-than-32-characters';
const READY_MS = 60_000;
/** Such as `--cpu-prof --cpu-prof-dir=/tmp/profiles`: where its time goes. NODE_OPTIONS would not take these. */
const { BENCH_NODE_ARGS = '' } = process.env;
/** As `npm start` has it, for the references, too. */
const START_ARGS = ['--max-semi-space-size=64'];

/** What is measured: this server, or a reference, as a process of its own. */
export interface Subject extends Pinned {
  readonly port: number;
}

export interface SubjectOptions {
  readonly script: string;
  readonly database: BenchDatabase;
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts it, and waits until /readyz answers. @throws Error naming its log, where it does not */
export async function startSubject({ script, database, folder, env = {} }: SubjectOptions): Promise<Subject> {
  const port = await freePort();
  const logFile = join(folder, `subject-${port}.log`);
  const process = startPinned({
    core: 'subject',
    nodeArgs: [...START_ARGS, ...BENCH_NODE_ARGS.split(' ').filter(Boolean)],
    script,
    logFile,
    cwd: folder,
    env: {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: database.url,
      MIGRATE_ON_START: 'true',
      JWT_SECRET,
      CMS_API_KEY: API_KEY,
      // On, as in production, and never reached.
      RATE_LIMIT: '100000000',
      ...env,
    },
  });
  let hasEnded = false;
  void process.exited.then(() => (hasEnded = true));
  const deadline = Date.now() + READY_MS;
  while (!(await isReady(port))) {
    if (hasEnded || Date.now() > deadline) {
      await process.stop();
      throw new Error(`It did not get ready: ${logFile} says why`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { ...process, port };
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    await response.text();
    return response.ok;
  } catch {
    return false;
  }
}
