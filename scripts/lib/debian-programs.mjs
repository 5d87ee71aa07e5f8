import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { exclusively } from './exclusively.mjs';

/** Where Debian puts servers, which an ordinary user's PATH leaves out. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin'];

/**
 * The path of a program on PATH or among the servers; undefined where there is none.
 * @param {string} command
 */
export function findProgram(command) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SERVER_FOLDERS].filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

/** Whether this process could install packages: as root on Debian. */
export function canInstall() {
  return process.getuid?.() === 0 && findProgram('apt-get') !== undefined;
}

/**
 * Installs with apt-get what `missing` names, asked again once it is this process's turn: two may miss
 * the same at the same time, and apt-get works for one at a time.
 * @param {() => readonly string[]} missing packages
 * @param {(packages: string) => void} say
 */
export function installMissing(missing, say) {
  exclusively(join(tmpdir(), 'anlife-chat-install.sqlite'), () => {
    const packages = missing();
    if (packages.length === 0) return;
    say(packages.join(' '));
    // RUNLEVEL=1: Debian starts a service that it has installed, unless the machine is in maintenance.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
      const { status, stdout, stderr } = spawnSync('apt-get', ['-q', ...args], { env, encoding: 'utf8' });
      if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${stdout}${stderr}`);
    }
  });
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
