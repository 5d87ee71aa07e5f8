import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../../src/app.factory.js';
import { loadConfiguration } from '../../../src/config/load-configuration.js';
import { createLogger } from '../../../src/ops/create-logger.js';
import { judgeLine } from '../private-lines.js';
import { createTestDatabase, type TestDatabase } from '../stores/test-database.js';
import { ChatClient } from './chat-client.js';
import { target } from './target.js';

/** Of pino's levels. */
const INFO = 30;

export const TEST_API_KEY = 'test-api-key-of-more-than-32-characters';
export const TEST_JWT_SECRET = 'test-jwt-secret-of-more-than-32-characters';

/** The whole application on a fresh database of the run's store, reached through its real doors: see `Target`. */
export interface ChatApp {
  readonly app: NestFastifyApplication;
  readonly client: ChatClient;
  readonly database: TestDatabase;
  /** Log lines so far, parsed. */
  readonly log: readonly Record<string, unknown>[];
  close(): Promise<void>;
}

/** @param env configuration beyond the database, the secrets and a free port */
export async function startChat(env: Record<string, string> = {}): Promise<ChatApp> {
  if (target === 'process') return startNode(await createTestDatabase(), env);
  const { startClusterChat } = await import('./cluster-chat.js');
  return startClusterChat(env);
}

/** One node on a database that others may use too; whoever closes last drops it. */
export async function startNode(database: TestDatabase, env: Record<string, string> = {}): Promise<ChatApp> {
  const configuration = loadConfiguration({
    DATABASE_URL: database.url,
    MIGRATE_ON_START: 'true',
    PORT: '0',
    JWT_SECRET: TEST_JWT_SECRET,
    CMS_API_KEY: TEST_API_KEY,
    RATE_LIMIT: '0',
    // The least there is: what hashing costs is the subject of few tests.
    PASSWORD_COST: '10',
    ...env,
  });
  const log: Record<string, unknown>[] = [];
  // All there is, so that all of it is judged; kept is what production writes.
  const logger = createLogger('debug', {
    write: (line: string) => {
      judgeLine(line);
      const fields = JSON.parse(line) as Record<string, unknown>;
      if (Number(fields['level']) >= INFO) log.push(fields);
    },
  });
  const app = await createApp(configuration, logger);
  await app.listen(configuration.port, configuration.host);
  const client = new ChatClient(await app.getUrl(), TEST_API_KEY);
  return {
    app,
    client,
    database,
    log,
    close: async () => {
      client.close();
      app.getHttpServer().closeAllConnections();
      await app.close();
      await database.drop();
    },
  };
}
