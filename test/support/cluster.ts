import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeService } from '../../scripts/lib/cluster-doors.mjs';
import { findPrograms } from '../../scripts/lib/cluster-programs.mjs';
import { clusterSecrets } from '../../scripts/lib/cluster-secrets.mjs';
import { Cluster } from '../../scripts/lib/cluster-topology.mjs';
import { ensureBuild } from '../../scripts/lib/ensure-build.mjs';
import { ChatClient } from './chat/chat-client.js';
import { freePort } from './free-port.js';
import { atProcessEnd, temporaryFolder } from './process-end.js';

/** What `npm run cluster` starts, for one test: two nodes, MariaDB, Redis and nginx, each a process of its own. */
export interface TestCluster {
  /** nginx, where clients connect. */
  readonly url: string;
  /** A client of the whole, through nginx. */
  readonly client: ChatClient;
  /** `kill` is a crash; `start` brings it back on the same port. */
  readonly nodes: readonly [TestNode, TestNode];
  readonly mariadb: Cluster['mariadb'];
  readonly redis: Cluster['redis'];
  readonly nginx: Cluster['nginx'];
  /** Ends everything and removes its data. */
  stop(): Promise<void>;
}

export interface TestNode extends NodeService {
  /** A client of this node alone, past nginx. */
  readonly client: ChatClient;
}

/**
 * Starts a cluster on free ports and empty data; it ends with the test process, whatever becomes of the test.
 * @param env configuration of both nodes, beyond what joins them
 */
export async function startCluster(env: Record<string, string> = {}): Promise<TestCluster> {
  const mayInstall = process.env.TEST_NO_INSTALL !== '1';
  const programs = findPrograms({ mayInstall, say: (line) => console.log(line) });
  const build = await ensureBuild();
  const folder = temporaryFolder('cluster');
  const secrets = clusterSecrets(folder);
  const ports = {
    nginx: await freePort(),
    nodeA: await freePort(),
    nodeB: await freePort(),
    mariadb: await freePort(),
    redis: await freePort(),
  };
  const cluster = new Cluster({ folder, build, programs, ports, secrets, env: { RATE_LIMIT: '0', ...env } });
  const forget = atProcessEnd(cluster.killNow);
  await cluster.start();
  await waitForLinks(cluster.nodes);
  const client = new ChatClient(cluster.url, secrets.apiKey);
  const [a, b] = cluster.nodes.map((node) =>
    Object.assign(node, { client: new ChatClient(node.url, secrets.apiKey) }),
  ) as [TestNode, TestNode];
  const { url, mariadb, redis, nginx } = cluster;
  return {
    url,
    client,
    nodes: [a, b],
    mariadb,
    redis,
    nginx,
    stop: async () => {
      for (const it of [client, a.client, b.client]) it.close();
      await cluster.stop();
      forget();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a node says of itself: HTTP status, and `up` or `down` of what it needs. */
export async function readiness(node: NodeService): Promise<{ code: number; database?: string; redis?: string }> {
  const response = await fetch(`${node.url}/readyz`);
  return { ...((await response.json()) as object), code: response.status };
}

/** Waits until the nodes hear each other. */
export async function waitForLinks(nodes: readonly NodeService[], patienceMs = 10_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (const node of nodes) {
    while ((await readiness(node)).redis !== 'up') {
      if (Date.now() > deadline) throw new Error(`${node.name} found no Redis within ${patienceMs} ms`);
      await sleep(50);
    }
  }
}

/** Log lines of a node that nobody should ever read: unexpected errors, and what a process ends with. */
export function unexpectedIn(node: NodeService): string[] {
  return node.output().filter((line) => {
    if (!line.startsWith('{')) return /unhandled|uncaught|Error:/i.test(line);
    const { level, msg } = JSON.parse(line) as { level?: number; msg?: string };
    return (level ?? 0) >= 50 || /unexpected|unhandled|uncaught/i.test(msg ?? '');
  });
}
