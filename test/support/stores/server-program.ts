import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { exclusively } from '../../../scripts/lib/exclusively.mjs';

export interface ServerProgram {
  /** For people: 'MariaDB'. */
  name: string;
  command: string;
  /** Debian's packages that have it. */
  packages: readonly string[];
  /** The variable that names a server to use instead of one that is started here. */
  urlVariable: string;
}

/** Where Debian puts servers, which an ordinary user's PATH leaves out. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin'];

/**
 * The path of a server's program; as root on Debian it is installed where it is missing.
 * @throws Error that says how to get it: tests of a store are never left out
 */
export function findServerProgram(program: ServerProgram): string {
  const found = findProgram(program.command) ?? (mayInstall() ? installOnce(program) : undefined);
  if (found) return found;
  throw new Error(
    `These tests need ${program.name}, and there is no ${program.command} here. Either install it ` +
      `(Debian: apt-get install ${program.packages.join(' ')}), or name a running server in ${program.urlVariable}.`,
  );
}

/** The path of a program on PATH or among the servers; undefined where there is none. */
export function findProgram(command: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SERVER_FOLDERS].filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function mayInstall(): boolean {
  return process.env.TEST_NO_INSTALL !== '1' && process.getuid?.() === 0 && findProgram('apt-get') !== undefined;
}

/** Two test processes may miss the same program at the same time, and apt-get works for one at a time. */
function installOnce(program: ServerProgram): string | undefined {
  return exclusively(join(tmpdir(), 'anlife-chat-install.sqlite'), () => {
    const installedMeanwhile = findProgram(program.command);
    if (installedMeanwhile) return installedMeanwhile;
    install(program);
    return findProgram(program.command);
  });
}

function install({ name, packages }: ServerProgram): void {
  console.log(`Installing ${name} for the tests: apt-get install ${packages.join(' ')} (TEST_NO_INSTALL=1 forbids it)`);
  // RUNLEVEL=1: Debian starts a service that it has installed, unless the machine is in maintenance.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { status, stdout, stderr } = spawnSync('apt-get', ['-q', ...args], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${stdout}${stderr}`);
  }
}
