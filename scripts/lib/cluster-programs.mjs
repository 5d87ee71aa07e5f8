import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { exclusively } from './exclusively.mjs';

/** What a cluster is made of, and Debian's packages that have it. */
const PACKAGES = {
  mariadbd: ['mariadb-server-core', 'mariadb-client-core'],
  'mariadb-install-db': ['mariadb-server-core', 'mariadb-client-core'],
  'redis-server': ['redis-server'],
  nginx: ['nginx-light'],
};

/** Where Debian puts servers, which an ordinary user's PATH leaves out. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin'];

/** @typedef {Record<keyof typeof PACKAGES, string>} Programs paths by command */

/**
 * The programs that a cluster runs. What is missing is installed where that is allowed: as root on
 * Debian, unless `mayInstall` says no.
 * @param {{ mayInstall: boolean, say: (line: string) => void }} options
 * @returns {Programs}
 * @throws {Error} that says how to get what is missing
 */
export function findPrograms({ mayInstall, say }) {
  if (missing().length > 0 && mayInstall && process.getuid?.() === 0 && pathOf('apt-get')) {
    // Two processes may miss the same program at the same time, and apt-get works for one at a time.
    exclusively(join(tmpdir(), 'anlife-chat-install.sqlite'), () => {
      const packages = missing();
      if (packages.length > 0) install(packages, say);
    });
  }
  const packages = missing();
  if (packages.length > 0) {
    throw new Error(
      `A cluster also needs ${packages.join(', ')} (Debian: apt-get install --no-install-recommends ${packages.join(' ')})`,
    );
  }
  /** @param {keyof typeof PACKAGES} command */
  const found = (command) => pathOf(command) ?? command;
  return {
    mariadbd: found('mariadbd'),
    'mariadb-install-db': found('mariadb-install-db'),
    'redis-server': found('redis-server'),
    nginx: found('nginx'),
  };
}

/** Packages whose programs are not here. */
function missing() {
  const lacking = Object.entries(PACKAGES).filter(([command]) => pathOf(command) === undefined);
  return [...new Set(lacking.flatMap(([, packages]) => packages))];
}

/** @param {string} command */
function pathOf(command) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SERVER_FOLDERS].filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {readonly string[]} packages
 * @param {(line: string) => void} say
 */
function install(packages, say) {
  say(`Installing ${packages.join(', ')} with apt-get, once (--no-install forbids it)`);
  // RUNLEVEL=1: Debian starts a service that it has installed, unless the machine is in maintenance.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { status, stdout, stderr } = spawnSync('apt-get', ['-q', ...args], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${stdout}${stderr}`);
  }
}
