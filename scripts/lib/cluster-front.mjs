import { mkdirSync } from 'node:fs';
import { NginxService, NodeService } from './cluster-doors.mjs';

/** @typedef {import('./cluster-service.mjs').Service} Service */

/**
 * @typedef {object} FrontPorts
 * @property {number} nginx
 * @property {number} nodeA
 * @property {number} nodeB
 */

/**
 * @typedef {object} FrontSecrets
 * @property {string} apiKey
 * @property {string} jwtSecret
 */

/**
 * @typedef {object} FrontSettings
 * @property {string} folder for logs
 * @property {string} build the folder of the compiled application
 * @property {import('./cluster-programs.mjs').Programs} programs
 * @property {FrontPorts} ports of 127.0.0.1
 * @property {FrontSecrets} secrets
 * @property {string} databaseUrl
 * @property {string} redisUrl
 * @property {NodeJS.ProcessEnv} [env] for both nodes, beyond what joins them
 */

/** What of a cluster serves: two nodes and nginx before them, on stores that run by then. */
export class ClusterFront {
  /** @param {FrontSettings} settings */
  constructor({ folder, build, programs, ports, secrets, databaseUrl, redisUrl, env = {} }) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const nodeEnv = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...env,
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      JWT_SECRET: secrets.jwtSecret,
      CMS_API_KEY: secrets.apiKey,
      // Polling needs each request of a session at the same node, which this proxy does not see to.
      SOCKET_TRANSPORTS: 'websocket',
      // The proxy, whose X-Forwarded-For is true.
      TRUST_PROXY: '127.0.0.1',
    };
    /** @readonly */
    this.nodes = /** @type {const} */ ([
      // A brings the schema up to date, once, and B starts after it.
      new NodeService({
        name: 'Node A',
        build,
        folder,
        port: ports.nodeA,
        env: { ...nodeEnv, MIGRATE_ON_START: 'true' },
      }),
      new NodeService({
        name: 'Node B',
        build,
        folder,
        port: ports.nodeB,
        env: { ...nodeEnv, MIGRATE_ON_START: 'false' },
      }),
    ]);
    this.nginx = new NginxService({
      folder,
      port: ports.nginx,
      nodes: this.nodes,
      programs,
      errorStatus: env.ERROR_STATUS,
    });
  }

  /** In the order in which they start. @returns {readonly Service[]} */
  get services() {
    return [...this.nodes, this.nginx];
  }

  async start() {
    for (const service of this.services) await service.start();
  }

  /** The nodes answer what they accepted, while all that they need is there. */
  async stop() {
    await Promise.all(this.nodes.map((node) => node.stop()));
    await this.nginx.stop();
  }
}
