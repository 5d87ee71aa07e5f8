import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { ENTITIES } from './app.entities.js';
import { AppModule } from './app.module.js';
import type { Configuration } from './config/configuration.js';
import { openStore } from './database/open-store.js';
import { HttpLimits } from './limits/http-limits.js';
import { GracefulShutdown } from './ops/graceful-shutdown.js';
import { PinoLogger } from './ops/pino-logger.js';
import { eventMapOf } from './realtime/event-map.js';
import { OPERATOR_EVENTS, PUSHED_EVENTS } from './realtime/pushed-events.js';
import { RealtimeAdapter } from './realtime/realtime.adapter.js';
import { fastifyOptions } from './wire/http/fastify-options.js';
import { registerHttp } from './wire/http/register-http.js';
import { serveApiDocument } from './wire/openapi/document.js';

const VERSION = '0.1.0';

/** Opens the store and builds the application, ready to listen; used by `main.ts` and by tests. */
export async function createApp(configuration: Configuration, logger: Logger): Promise<NestFastifyApplication> {
  const { store, migrated, warnings } = await openStore(configuration, ENTITIES);
  for (const warning of [...configuration.warnings, ...warnings]) logger.warn(warning);
  if (migrated.length > 0) logger.info({ migrations: migrated }, 'Migrated the database');
  try {
    const adapter = new FastifyAdapter(fastifyOptions(configuration));
    const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(configuration, store), adapter, {
      logger: new PinoLogger(logger),
      abortOnError: false,
      bodyParser: false,
    });
    const fastify = adapter.getInstance<FastifyInstance>();
    app.get(GracefulShutdown).watch(fastify);
    registerHttp(fastify, logger);
    if (configuration.allowedOrigins.length > 0) {
      const exposedHeaders = ['X-Request-Id', 'Retry-After'];
      app.enableCors({ origin: [...configuration.allowedOrigins], exposedHeaders });
    }
    app.get(HttpLimits).register(fastify, configuration.errorsAnswerOk);
    app.useWebSocketAdapter(new RealtimeAdapter(app, configuration));
    serveApiDocument(app, {
      version: VERSION,
      socketEvents: eventMapOf(app),
      pushedEvents: PUSHED_EVENTS,
      operatorEvents: OPERATOR_EVENTS,
    });
    await app.init();
    return app;
  } catch (error) {
    await store.close();
    throw error;
  }
}
