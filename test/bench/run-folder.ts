import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../support/is-alive.js';

/**
 * A new folder for a run's databases and logs, on the project's disk: a file system in memory would make syncs free. What
 * runs that failed or were killed have left goes.
 */
export function makeRunFolder(root: string): string {
  const parent = join(root, '.bench');
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    const pid = /^run-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true });
  }
  return mkdtempSync(join(parent, `run-${process.pid}-`));
}
