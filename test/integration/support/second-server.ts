import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { createApp } from '../../../src/app.factory.js';
import { loadConfiguration } from '../../../src/config/load-configuration.js';
import { type ChatApp, TEST_API_KEY, TEST_JWT_SECRET } from '../../support/chat/chat-app.js';
import { ChatClient } from '../../support/chat/chat-client.js';

export interface SecondServer {
  readonly app: NestFastifyApplication;
  readonly client: ChatClient;
  close(): Promise<void>;
}

/** One more server on the database of the first, as on another machine; MySQL only, SQLite takes one. */
export async function startSecondServer({ database }: ChatApp): Promise<SecondServer> {
  const configuration = loadConfiguration({
    DATABASE_URL: database.url,
    JWT_SECRET: TEST_JWT_SECRET,
    CMS_API_KEY: TEST_API_KEY,
    RATE_LIMIT: '0',
    PORT: '0',
  });
  const app = await createApp(configuration, pino({ level: 'silent' }));
  await app.listen(configuration.port, configuration.host);
  const client = new ChatClient(await app.getUrl(), TEST_API_KEY);
  return {
    app,
    client,
    close: async () => {
      client.close();
      app.getHttpServer().closeAllConnections();
      await app.close();
    },
  };
}
