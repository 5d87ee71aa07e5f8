import { mkdirSync } from 'node:fs';
import { NginxService, NodeService } from './cluster-doors.mjs';
import { MariadbService, RedisService } from './cluster-stores.mjs';

/** @typedef {import('./cluster-service.mjs').Service} Service */

/**
 * @typedef {object} ClusterPorts
 * @property {number} nginx
 * @property {number} nodeA
 * @property {number} nodeB
 * @property {number} mariadb
 * @property {number} redis
 */

/**
 * @typedef {object} ClusterSecrets
 * @property {string} apiKey
 * @property {string} jwtSecret
 * @property {string} databasePassword letters and digits
 */

/**
 * @typedef {object} ClusterSettings
 * @property {string} folder for data and logs
 * @property {string} build the folder of the compiled application
 * @property {import('./cluster-programs.mjs').Programs} programs
 * @property {ClusterPorts} ports of 127.0.0.1
 * @property {ClusterSecrets} secrets
 * @property {NodeJS.ProcessEnv} [env] for both nodes, beyond what joins them
 */

/**
 * Two nodes, MariaDB, Redis and nginx, as processes on loopback that end with this process: what
 * `npm run cluster` shows and the tests use.
 */
export class Cluster {
  /** @param {ClusterSettings} settings */
  constructor({ folder, build, programs, ports, secrets, env = {} }) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.mariadb = new MariadbService({ folder, port: ports.mariadb, password: secrets.databasePassword, programs });
    this.redis = new RedisService({ folder, port: ports.redis, programs });
    const nodeEnv = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...env,
      DATABASE_URL: this.mariadb.url,
      REDIS_URL: this.redis.url,
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
    this.nginx = new NginxService({ folder, port: ports.nginx, nodes: this.nodes, programs });
    // Also for an exception, and where no kernel ends them with us.
    process.once('exit', this.killNow);
  }

  /** Where clients find it: nginx. */
  get url() {
    return this.nginx.url;
  }

  /** In the order in which they start. @returns {readonly Service[]} */
  get services() {
    return [this.mariadb, this.redis, ...this.nodes, this.nginx];
  }

  /**
   * Starts everything; ends it again where something does not start.
   * @throws {Error} naming what did not start, with its last words
   */
  async start() {
    const [a, b] = this.nodes;
    try {
      // Both, so that nothing goes on starting after a failure.
      const stores = await Promise.allSettled([this.mariadb.start(), this.redis.start()]);
      for (const store of stores) if (store.status === 'rejected') throw store.reason;
      await a.start();
      await b.start();
      await this.nginx.start();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Ends everything in an orderly way: the nodes answer what they accepted, while all that they need is there. */
  async stop() {
    await Promise.all(this.nodes.map((node) => node.stop()));
    await this.nginx.stop();
    await Promise.all([this.redis.stop(), this.mariadb.stop()]);
    process.off('exit', this.killNow);
  }

  /** Ends everything at once (SIGKILL), without waiting. */
  killNow = () => {
    for (const service of this.services) service.signal('SIGKILL');
  };
}
