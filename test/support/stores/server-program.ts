import { canInstall, findProgram, installMissing } from '../../../scripts/lib/debian-programs.mjs';

export interface ServerProgram {
  /** For people: 'MariaDB'. */
  name: string;
  command: string;
  /** Debian's packages that have it. */
  packages: readonly string[];
  /** The variable that names a server to use instead of one that is started here, where there is one. */
  urlVariable?: string;
}

/**
 * The path of a server's program; as root on Debian it is installed where it is missing.
 * @throws Error that says how to get it: tests of a store are never left out
 */
export function findServerProgram(program: ServerProgram): string {
  const { command, name, packages, urlVariable } = program;
  if (!findProgram(command) && process.env.TEST_NO_INSTALL !== '1' && canInstall()) {
    const missing = (): readonly string[] => (findProgram(command) ? [] : packages);
    installMissing(missing, (all) =>
      console.log(`Installing ${name} for the tests: apt-get install ${all} (TEST_NO_INSTALL=1 forbids it)`),
    );
  }
  const found = findProgram(command);
  if (found) return found;
  const otherwise = urlVariable === undefined ? '' : `, or name a running server in ${urlVariable}`;
  throw new Error(
    `These tests need ${name}, and there is no ${command} here. ` +
      `Install it (Debian: apt-get install ${packages.join(' ')})${otherwise}.`,
  );
}
