import { parseArgs } from 'node:util';

/** @typedef {import('./cluster-topology.mjs').ClusterPorts} ClusterPorts */

/** @type {readonly { key: keyof ClusterPorts, flag: string, what: string, usual: number }[]} */
const PORTS = [
  { key: 'nginx', flag: 'port', what: 'nginx, where clients connect', usual: 8080 },
  { key: 'nodeA', flag: 'node-a-port', what: 'node A', usual: 3001 },
  { key: 'nodeB', flag: 'node-b-port', what: 'node B', usual: 3002 },
  { key: 'mariadb', flag: 'mariadb-port', what: 'MariaDB', usual: 3307 },
  { key: 'redis', flag: 'redis-port', what: 'Redis', usual: 6380 },
];

/** Something is wrong with the command line; the message says what, and how it should be. */
export class UsageError extends Error {}

/**
 * @typedef {object} ClusterOptions
 * @property {ClusterPorts} ports
 * @property {string | undefined} data where data and logs stay; undefined: in a temporary folder
 * @property {boolean} mayInstall
 */

/**
 * Reads the command line of `npm run cluster`, and the CLUSTER_… variables for what it leaves out.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {ClusterOptions | 'help'}
 * @throws {UsageError}
 */
export function readOptions(args, env) {
  const values = parse(args);
  if (values.help) return 'help';
  const ports = { nginx: 0, nodeA: 0, nodeB: 0, mariadb: 0, redis: 0 };
  for (const { key, flag, usual } of PORTS) {
    const variable = variableOf(flag);
    ports[key] = portOf(values[flag] ?? env[variable] ?? String(usual), `--${flag} (${variable})`);
  }
  const numbers = Object.values(ports);
  if (new Set(numbers).size < numbers.length)
    throw new UsageError(`Two of the ports are the same: ${numbers.join(', ')}`);
  return {
    ports,
    data: /** @type {string | undefined} */ (values.data ?? env.CLUSTER_DATA),
    mayInstall: values['no-install'] !== true,
  };
}

export function usage() {
  const lines = PORTS.map(({ flag, what, usual }) => [`--${flag} N`, `${what} (${usual}; ${variableOf(flag)})`]);
  const others = [
    ['--data DIR', 'keep data, secrets and logs in DIR (else in a temporary folder; CLUSTER_DATA)'],
    ['--no-install', 'never install what is missing'],
  ];
  const text = [...lines, ...others].map(([flag = '', what]) => `  ${flag.padEnd(18)} ${what}`).join('\n');
  return (
    `npm run cluster -- [options]: two nodes, MariaDB, Redis and nginx as processes on this machine\n${text}\n` +
    '  Other variables of the server (RATE_LIMIT, LOG_LEVEL …) are handed to both nodes.'
  );
}

/**
 * Each port with the option that sets it, for who finds it taken.
 * @param {ClusterPorts} ports
 */
export function portFlags(ports) {
  return PORTS.map(({ key, flag }) => ({ port: ports[key], flag: `--${flag}` }));
}

/** @param {string} flag */
function variableOf(flag) {
  return `CLUSTER_${flag.toUpperCase().replaceAll('-', '_')}`;
}

/**
 * @param {readonly string[]} args
 * @returns {Record<string, string | boolean | undefined>}
 */
function parse(args) {
  const ports = Object.fromEntries(PORTS.map(({ flag }) => [flag, /** @type {const} */ ({ type: 'string' })]));
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { ...ports, data: { type: 'string' }, 'no-install': { type: 'boolean' }, help: { type: 'boolean' } },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {string | boolean} text
 * @param {string} name
 */
function portOf(text, name) {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(String(text)) || port < 1 || port > 65_535) {
    throw new UsageError(`${name}: a port from 1 to 65535, not ${JSON.stringify(text)}`);
  }
  return port;
}
