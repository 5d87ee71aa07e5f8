// npm run cluster: two nodes, MariaDB, Redis and nginx as processes on this machine, until Ctrl-C. What ends by itself,
// or is killed to see what happens, is started again.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { portFlags, readOptions, usage, UsageError } from './lib/cluster-options.mjs';
import { findPrograms } from './lib/cluster-programs.mjs';
import { apiKeyFile, clusterSecrets } from './lib/cluster-secrets.mjs';
import { Cluster } from './lib/cluster-topology.mjs';
import { ensureBuildOrExit } from './lib/ensure-build.mjs';

/** @typedef {import('./lib/cluster-service.mjs').Service} Service */

/** Between an unexpected end and the next start. */
const RESTART_MS = 1000;

const options = optionsOrExit();
const folder = options.data === undefined ? mkdtempSync(join(tmpdir(), 'anlife-chat-cluster-')) : resolve(options.data);
if (options.data === undefined)
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/** @type {Cluster | undefined} */
let cluster;
let ending = false;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => void end(signal));

try {
  await main();
} catch (error) {
  // What is stopped while it starts fails to start.
  if (!ending) {
    ending = true;
    console.error(error instanceof Error ? error.message : error);
    await cluster?.stop();
    process.exit(1);
  }
}

async function main() {
  const programs = findPrograms({ mayInstall: options.mayInstall, say: console.log });
  await refuseTakenPorts();
  const build = await ensureBuildOrExit();
  if (ending) return;
  console.log('Starting MariaDB, Redis, two nodes and nginx …');
  cluster = new Cluster({
    folder,
    build,
    programs,
    ports: options.ports,
    secrets: clusterSecrets(folder),
    env: process.env,
  });
  await cluster.start();
  console.log(greeting(cluster));
  await Promise.all(cluster.services.map(keepRunning));
}

/** @param {Service} service */
async function keepRunning(service) {
  for (;;) {
    const how = await service.exited;
    if (ending) return;
    console.log(`${service.name} ended (${how}) and is started again`);
    await sleep(RESTART_MS);
    if (ending) return;
    await service.start();
    console.log(`${service.name} is back, pid ${service.pid}`);
  }
}

/** @param {string} signal */
async function end(signal) {
  if (ending) {
    cluster?.killNow();
    process.exit(1);
  }
  ending = true;
  console.log(`${signal}: ending everything (once more: at once)`);
  await cluster?.stop();
  process.exit(0);
}

function optionsOrExit() {
  try {
    const read = readOptions(process.argv.slice(2), process.env);
    if (read !== 'help') return read;
    console.log(usage());
    process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usage()}`);
    process.exit(2);
  }
}

/** Found out later, it would be one of five programs that gives up with words of its own. */
async function refuseTakenPorts() {
  for (const { port, flag } of portFlags(options.ports)) {
    if (!(await isFree(port))) throw new Error(`Port ${port} is taken: choose another with ${flag}`);
  }
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((settle) => {
    const probe = createServer();
    probe.once('error', () => settle(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => settle(true)));
  });
}

/** @param {Cluster} running */
function greeting({ url, nodes: [a, b], mariadb, redis, nginx }) {
  const call = `-H "X-Api-Key: $(cat ${apiKeyFile(folder)})" -H 'Content-Type: application/json'`;
  return `
One chat on two nodes: ${url}

  nginx     ${url}  pid ${nginx.pid}
  node A    ${a.url}  pid ${a.pid}
  node B    ${b.url}  pid ${b.pid}
  MariaDB   127.0.0.1:${mariadb.port}  pid ${mariadb.pid}
  Redis     127.0.0.1:${redis.port}  pid ${redis.pid}
  data, secrets, logs in ${folder}${options.data === undefined ? ' (removed at the end)' : ''}

  Two users, and a token for each:
    curl -sS ${url}/anlife/v1.0/chat/cms/importUsers ${call} \\
      -d '{"users":[{"user_id":1,"nickname":"小安","photo":""},{"user_id":2,"nickname":"小居","photo":""}]}'
    curl -sS ${url}/anlife/v1.0/chat/cms/issueUserToken ${call} -d '{"user_id":1}'
  Connect one to node A and one to node B (any Socket.IO client, transports ['websocket'], auth {token}), or both
  to nginx, and let them chat. Then take something away; it comes back after a second:
    kill -9 ${a.pid}     its clients reconnect through nginx to node B, sync, and have missed nothing
    kill -9 ${redis.pid}     users of the same node do not notice; the others sync when it is back
    curl -sS ${a.url}/readyz
  The API: ${url}/docs. Ctrl-C ends everything.
`;
}
