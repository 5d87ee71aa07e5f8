import { canInstall, findProgram, installMissing } from './debian-programs.mjs';

/** What a cluster is made of, and Debian's packages that have it. */
const PACKAGES = {
  mariadbd: ['mariadb-server-core', 'mariadb-client-core'],
  'mariadb-install-db': ['mariadb-server-core', 'mariadb-client-core'],
  'redis-server': ['redis-server'],
  nginx: ['nginx-light'],
};

/** @typedef {Record<keyof typeof PACKAGES, string>} Programs paths by command */

/**
 * The programs that a cluster runs. What is missing is installed where that is allowed: as root on
 * Debian, unless `mayInstall` says no.
 * @param {{ mayInstall: boolean, say: (line: string) => void }} options
 * @returns {Programs}
 * @throws {Error} that says how to get what is missing
 */
export function findPrograms({ mayInstall, say }) {
  if (missing().length > 0 && mayInstall && canInstall()) {
    installMissing(missing, (packages) => say(`Installing ${packages} with apt-get, once (--no-install forbids it)`));
  }
  const packages = missing();
  if (packages.length > 0) {
    throw new Error(
      `A cluster also needs ${packages.join(', ')} (Debian: apt-get install --no-install-recommends ${packages.join(' ')})`,
    );
  }
  /** @param {keyof typeof PACKAGES} command */
  const found = (command) => findProgram(command) ?? command;
  return {
    mariadbd: found('mariadbd'),
    'mariadb-install-db': found('mariadb-install-db'),
    'redis-server': found('redis-server'),
    nginx: found('nginx'),
  };
}

/** Packages whose programs are not here. */
function missing() {
  const lacking = Object.entries(PACKAGES).filter(([command]) => findProgram(command) === undefined);
  return [...new Set(lacking.flatMap(([, packages]) => packages))];
}
