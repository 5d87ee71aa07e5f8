import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { createApp } from './app.factory.js';
import { ConfigError } from './config/config-error.js';
import { loadConfiguration } from './config/load-configuration.js';
import { createLogger } from './ops/create-logger.js';
import { tuneGarbageCollection } from './ops/garbage-collection.js';
import { greeting } from './ops/greeting.js';
import { GracefulShutdown } from './ops/graceful-shutdown.js';

const SHUTDOWN_MS = 9_500;
/**
 * Connections that wait for a busy process, as many as Linux grants (somaxconn). One is taken per turn of
 * the loop, and Node's 511 were soon full: who finds no place tries again after 1, 3, 7 and 15 s.
 */
const BACKLOG = 4_096;

tuneGarbageCollection();
// What it writes, messages and secrets, is its own user's to read.
process.umask(0o077);
if (existsSync('.env')) process.loadEnvFile('.env');

try {
  await main();
} catch (error) {
  // For the person who started it: a configuration or database problem in plain words.
  process.stderr.write(`${error instanceof ConfigError ? error.message : describe(error)}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const configuration = loadConfiguration();
  const logger = createLogger(configuration.logLevel);
  const crash = (error: unknown): never => {
    // State is only in the database: ending is safe, going on is not.
    logger.fatal({ err: error }, 'Unexpected error, the process ends');
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);

  const app = await createApp(configuration, logger);
  const stop = (signal: string): void => {
    logger.info(`${signal}: finishing what was accepted`);
    setTimeout(() => crash(new Error('Shutdown took too long')), SHUTDOWN_MS).unref();
    void app
      .get(GracefulShutdown)
      .drain()
      .then(() => app.close())
      .then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const { port, host } = configuration;
  await app.listen({ port, host, backlog: BACKLOG }).catch((error: NodeJS.ErrnoException) => {
    const isHost = error.code === 'ENOTFOUND' || error.code === 'EADDRNOTAVAIL';
    throw isHost ? new ConfigError([`HOST: no address of this machine (${error.message})`]) : error;
  });
  process.stderr.write(greeting(configuration, await app.getUrl()));
}

function describe(error: unknown): string {
  return error instanceof Error ? `anlife-chat did not start: ${error.message}` : String(error);
}
