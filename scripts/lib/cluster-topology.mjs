import { mkdirSync } from 'node:fs';
import { ClusterFront } from './cluster-front.mjs';
import { MariadbService, RedisService } from './cluster-stores.mjs';

/** @typedef {import('./cluster-service.mjs').Service} Service */

/** @typedef {import('./cluster-front.mjs').FrontPorts & { mariadb: number, redis: number }} ClusterPorts */

/** @typedef {import('./cluster-front.mjs').FrontSecrets & { databasePassword: string }} ClusterSecrets `databasePassword`: letters and digits */

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
    const { url: databaseUrl } = this.mariadb;
    const { url: redisUrl } = this.redis;
    this.front = new ClusterFront({ folder, build, programs, ports, secrets, databaseUrl, redisUrl, env });
    // Also for an exception, and where no kernel ends them with us.
    process.once('exit', this.killNow);
  }

  get nodes() {
    return this.front.nodes;
  }

  get nginx() {
    return this.front.nginx;
  }

  /** Where clients find it: nginx. */
  get url() {
    return this.nginx.url;
  }

  /** In the order in which they start. @returns {readonly Service[]} */
  get services() {
    return [this.mariadb, this.redis, ...this.front.services];
  }

  /**
   * Starts everything; ends it again where something does not start.
   * @throws {Error} naming what did not start, with its last words
   */
  async start() {
    try {
      // Both, so that nothing goes on starting after a failure.
      const stores = await Promise.allSettled([this.mariadb.start(), this.redis.start()]);
      for (const store of stores) if (store.status === 'rejected') throw store.reason;
      await this.front.start();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Ends everything in an orderly way: the nodes answer what they accepted, while all that they need is there. */
  async stop() {
    await this.front.stop();
    await Promise.all([this.redis.stop(), this.mariadb.stop()]);
    process.off('exit', this.killNow);
  }

  /** Ends everything at once (SIGKILL), without waiting. */
  killNow = () => {
    for (const service of this.services) service.signal('SIGKILL');
  };
}
