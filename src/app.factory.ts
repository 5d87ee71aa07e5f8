import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { ENTITIES } from './app.entities.js';
import { AppModule } from './app.module.js';
import { VERSION } from './app.version.js';
import { CallerFinder } from './auth/caller-finder.js';
import type { Configuration } from './config/configuration.js';
import { openStore } from './database/open-store.js';
import { HttpLimits } from './limits/http-limits.js';
import { DoorErrors } from './metrics/door-errors.js';
import { Metrics } from './metrics/metrics.js';
import { GracefulShutdown } from './ops/graceful-shutdown.js';
import { PinoLogger } from './ops/pino-logger.js';
import { eventMapOf } from './realtime/event-map.js';
import { OPERATOR_EVENTS, PUSHED_EVENTS } from './realtime/pushed-events.js';
import { RealtimeAdapter } from './realtime/realtime.adapter.js';
import { EnvelopeAdapter } from './wire/http/envelope.adapter.js';
import { fastifyOptions } from './wire/http/fastify-options.js';
import { registerHttp } from './wire/http/register-http.js';
import { registerRequestMetrics } from './wire/http/request-metrics.js';
import { registerAddress } from './wire/http/request-origin.js';
import { TrustedProxies } from './wire/http/trusted-proxies.js';
import { serveApiDocument } from './wire/openapi/document.js';
import { routeAccessOf } from './wire/route-access.js';

/**
 * Opens the store and builds the application, ready to listen; used by `main.ts` and by tests.
 * @param more modules beside the application's own: a benchmark's
 */
export async function createApp(
  configuration: Configuration,
  logger: Logger,
  more: readonly Type[] = [],
): Promise<NestFastifyApplication> {
  const { store, migrated, warnings } = await openStore(configuration, ENTITIES);
  for (const warning of [...configuration.warnings, ...warnings]) logger.warn(warning);
  if (migrated.length > 0) logger.info({ migrations: migrated }, 'Migrated the database');
  try {
    const metrics = new Metrics();
    const errors = new DoorErrors(metrics);
    const adapter = new EnvelopeAdapter(fastifyOptions(configuration, errors));
    const module = AppModule.with(configuration, store, metrics, errors, more);
    const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
      logger: new PinoLogger(logger),
      abortOnError: false,
      bodyParser: false,
    });
    const fastify = adapter.getInstance<FastifyInstance>();
    app.get(GracefulShutdown).watch(fastify);
    registerHttp(fastify, logger);
    registerAddress(fastify, app.get(TrustedProxies));
    registerRequestMetrics(fastify, metrics, errors);
    if (configuration.allowedOrigins.length > 0) {
      const exposedHeaders = ['X-Request-Id', 'Retry-After'];
      app.enableCors({ origin: [...configuration.allowedOrigins], exposedHeaders });
    }
    const finder = app.get(CallerFinder);
    app.get(HttpLimits).register(fastify, {
      routes: routeAccessOf(app),
      findCaller: (request, access) => finder.find(request, access),
      errorsAnswerOk: configuration.errorsAnswerOk,
    });
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
