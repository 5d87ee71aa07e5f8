import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../support/free-port.js';
import { LocalProcess } from '../../support/local-process.js';
import { temporaryFolder } from '../../support/process-end.js';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const ENDS_WITHIN_MS = 20_000;

/** How a start ended that was meant to be refused. */
export interface RefusedStart {
  /** Null where it did not end, and had to be killed. */
  readonly code: number | null;
  /** Everything that it printed. */
  readonly output: string;
}

let built: Promise<string> | undefined;

/**
 * Starts the built server in an empty folder, with nothing else in its environment, and waits for it
 * to end by itself. (`startServer` waits for the opposite, and does not tell the exit code.)
 */
export async function startInVain(env: Record<string, string>): Promise<RefusedStart> {
  built ??= build();
  const main = await built;
  const { PATH, HOME } = process.env;
  const server = new LocalProcess('The server', process.execPath, [main], {
    env: { PATH, HOME, PORT: String(await freePort()), ...env },
    cwd: temporaryFolder('refused'),
  });
  const timer = setTimeout(() => server.signal('SIGKILL'), ENDS_WITHIN_MS);
  const code = await server.exited;
  clearTimeout(timer);
  return { code, output: server.output().join('\n') };
}

async function build(): Promise<string> {
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'build.mjs')]);
  return join(realpathSync(join(ROOT, 'dist')), 'main.js');
}
