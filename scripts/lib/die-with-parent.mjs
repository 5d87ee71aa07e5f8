import { spawnSync } from 'node:child_process';

/** @type {readonly string[] | undefined} */
let prefix;

/**
 * A command that has the kernel kill the process when its parent dies, even by kill -9, and then becomes that process
 * under the same pid: `setpriv`, of Debian's util-linux. Where it is missing, only kill -9 is not covered.
 */
export function dieWithParent() {
  const command = ['setpriv', '--pdeathsig', 'KILL', '--'];
  prefix ??= spawnSync('setpriv', [...command.slice(1), 'true'], { stdio: 'ignore' }).status === 0 ? command : [];
  return prefix;
}
