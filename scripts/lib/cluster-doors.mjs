import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Service } from './cluster-service.mjs';
import { root } from './project.mjs';

const HOST = '127.0.0.1';
const ANSWER_MS = 2000;

/** One server process: the built application. */
export class NodeService extends Service {
  /**
   * @param {object} settings
   * @param {string} settings.name
   * @param {string} settings.build the build's real path: a later build does not change what a restart runs
   * @param {string} settings.folder
   * @param {number} settings.port
   * @param {NodeJS.ProcessEnv} settings.env beyond HOST and PORT, all of its environment
   */
  constructor({ name, build, folder, port, env }) {
    super({
      name,
      command: process.execPath,
      args: [join(build, 'main.js')],
      env: { ...env, HOST, PORT: String(port) },
      // Where a .env file is looked for: there is none.
      cwd: folder,
      logFile: join(folder, 'logs', `${name.toLowerCase().replaceAll(' ', '-')}.log`),
      port,
    });
  }

  get url() {
    return `http://${HOST}:${this.port}`;
  }

  /** @override */
  async answers() {
    return (await statusOf(`${this.url}/readyz`)) === 200;
  }
}

/** The proxy before the nodes, configured by deploy/nginx.conf. */
export class NginxService extends Service {
  #nodes;
  #prefix;
  #settings;

  /**
   * @param {object} settings
   * @param {string} settings.folder
   * @param {number} settings.port
   * @param {readonly [NodeService, NodeService]} settings.nodes
   * @param {import('./cluster-programs.mjs').Programs} settings.programs
   * @param {string | undefined} settings.errorStatus ERROR_STATUS of the nodes
   * @param {string} [settings.inside] the network that may see /metrics, /readyz and /docs: this machine
   * @param {number} [settings.addressConnections] how many requests and sockets an address may have open
   */
  constructor({ folder, port, nodes, programs, errorStatus, inside = `${HOST}/32`, addressConnections = 10_000 }) {
    const prefix = join(folder, 'nginx');
    super({
      name: 'nginx',
      command: programs.nginx,
      // One process, ours: the workers of a master that is killed would live on.
      args: ['-p', prefix, '-c', 'nginx.conf', '-e', 'stderr', '-g', 'daemon off; master_process off; pid nginx.pid;'],
      cwd: folder,
      logFile: join(folder, 'logs', 'nginx.log'),
      port,
    });
    this.#nodes = nodes;
    this.#prefix = prefix;
    this.#settings = {
      CHAT_REFUSED_AS: errorStatus === '200' ? '200' : '',
      CHAT_INSIDE: inside,
      CHAT_ADDRESS_CONNECTIONS: String(addressConnections),
    };
  }

  /** Where clients find the cluster. */
  get url() {
    return `http://${HOST}:${this.port}`;
  }

  /** @override */
  async start() {
    const [a, b] = this.#nodes;
    const temporary = join(this.#prefix, 'temp');
    mkdirSync(temporary, { recursive: true });
    const text = fillTemplate(readFileSync(join(root, 'deploy', 'nginx.conf'), 'utf8'), {
      CHAT_LISTEN: `${HOST}:${this.port}`,
      CHAT_NODE_A: `${HOST}:${a.port}`,
      CHAT_NODE_B: `${HOST}:${b.port}`,
      CHAT_TEMP: temporary,
      ...this.#settings,
    });
    writeFileSync(join(this.#prefix, 'nginx.conf'), text);
    await super.start();
  }

  /** @override */
  async answers() {
    return (await statusOf(`${this.url}/healthz`)) !== undefined;
  }
}

/**
 * As `envsubst` of the nginx image: `${NAME}` of the given names, and nothing else.
 * @param {string} template
 * @param {Record<string, string>} values
 */
function fillTemplate(template, values) {
  return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`\${${name}}`, value), template);
}

/**
 * The status of a GET; undefined where nobody answers.
 * @param {string} url
 */
async function statusOf(url) {
  try {
    const { status, body } = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    await body?.cancel();
    return status;
  } catch {
    return undefined;
  }
}
