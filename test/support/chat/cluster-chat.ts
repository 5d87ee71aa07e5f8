import type { INestApplicationContext } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { rmSync } from 'node:fs';
import { pino } from 'pino';
import type { NodeService } from '../../../scripts/lib/cluster-doors.mjs';
import { ClusterFront } from '../../../scripts/lib/cluster-front.mjs';
import { findPrograms } from '../../../scripts/lib/cluster-programs.mjs';
import { ensureBuild } from '../../../scripts/lib/ensure-build.mjs';
import { createApp } from '../../../src/app.factory.js';
import { loadConfiguration } from '../../../src/config/load-configuration.js';
import { IdAllocator } from '../../../src/database/id-allocator.js';
import { ReadStore } from '../../../src/database/read-store.js';
import { UnitOfWork } from '../../../src/database/unit-of-work.js';
import { TimelineWriter } from '../../../src/timeline/writer/timeline-writer.js';
import { waitForLinks } from '../cluster.js';
import { freePort } from '../free-port.js';
import { atProcessEnd, temporaryFolder } from '../process-end.js';
import { startRedis } from '../stores/redis.js';
import { createTestDatabase } from '../stores/test-database.js';
import { type ChatApp, TEST_API_KEY, TEST_JWT_SECRET } from './chat-app.js';
import { ChatClient } from './chat-client.js';

/** What reaches the stored data past all doors: the same on whichever node it is done. */
const OF_ANY_NODE: readonly unknown[] = [ReadStore, UnitOfWork, IdAllocator, TimelineWriter];

/**
 * The chat of two nodes behind nginx, as processes, with a database and a Redis of its own. Its `app` is a
 * third node in this process, which no client finds: it gives what reaches the stored data, and nothing else.
 */
export async function startClusterChat(env: Record<string, string>): Promise<ChatApp> {
  const programs = findPrograms({ mayInstall: process.env.TEST_NO_INSTALL !== '1', say: (line) => console.log(line) });
  const build = await ensureBuild();
  const database = await createTestDatabase();
  const redis = await startRedis();
  const folder = temporaryFolder('cluster');
  const secrets = { apiKey: TEST_API_KEY, jwtSecret: TEST_JWT_SECRET };
  const ports = { nginx: await freePort(), nodeA: await freePort(), nodeB: await freePort() };
  const stores = { databaseUrl: database.url, redisUrl: redis.url };
  const front = new ClusterFront({
    folder,
    build,
    programs,
    ports,
    secrets,
    ...stores,
    env: { RATE_LIMIT: '0', PASSWORD_COST: '10', ...env },
  });
  const forget = atProcessEnd(() => {
    for (const service of front.services) service.signal('SIGKILL');
  });
  await front.start();
  await waitForLinks(front.nodes);
  const hidden = await hiddenNode({
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    JWT_SECRET: TEST_JWT_SECRET,
    CMS_API_KEY: TEST_API_KEY,
    ...env,
  });
  const client = new ChatClient(front.nginx.url, TEST_API_KEY);
  return {
    app: onlyStores(hidden),
    client,
    database,
    get log() {
      return front.nodes.flatMap(linesOf).sort((a, b) => String(a.time).localeCompare(String(b.time)));
    },
    close: async () => {
      client.close();
      await front.stop();
      forget();
      await hidden.close();
      await redis.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function hiddenNode(env: Record<string, string>): Promise<NestFastifyApplication> {
  return createApp(loadConfiguration(env), pino({ level: 'silent' }));
}

/** A spy or a look into anything else would be of a node that no call ever reaches. */
function onlyStores(app: INestApplicationContext): NestFastifyApplication {
  const get = (token: unknown): unknown => {
    if (!OF_ANY_NODE.includes(token)) throw new Error(`${String(token)} is in other processes: see cluster-specs.ts`);
    return app.get(token as typeof ReadStore);
  };
  return { get } as unknown as NestFastifyApplication;
}

function linesOf(node: NodeService): Record<string, unknown>[] {
  const lines = node.output().filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
