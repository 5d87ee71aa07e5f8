import { createTestDatabase, type TestDatabase } from '../stores/test-database.js';
import { type Redis, startRedis } from '../stores/redis.js';
import { type ChatApp, startNode } from './chat-app.js';

/** Several nodes on one database and one Redis, acting as one. */
export interface ChatNodes {
  readonly nodes: readonly [ChatApp, ChatApp];
  readonly redis: Redis;
  readonly database: TestDatabase;
  close(): Promise<void>;
}

export async function startTwoNodes(env: Record<string, string> = {}): Promise<ChatNodes> {
  const redis = await startRedis();
  const database = await createTestDatabase();
  const keep = { ...database, drop: () => Promise.resolve() };
  const a = await startNode(keep, { REDIS_URL: redis.url, ...env });
  const b = await startNode(keep, { REDIS_URL: redis.url, ...env });
  await Promise.all([a, b].map(waitForLink));
  return {
    nodes: [a, b],
    redis,
    database,
    close: async () => {
      await Promise.all([a.close(), b.close()]);
      await database.drop();
      await redis.stop();
    },
  };
}

/** Waits until a node is connected to the others. */
export async function waitForLink({ client }: ChatApp): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { redis } = (await (await fetch(`${client.url}/readyz`)).json()) as { redis?: string };
    if (redis === 'up') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The node did not connect to Redis within ten seconds');
}
