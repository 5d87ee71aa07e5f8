// A process of its own, one of several: so many users connect and sync, all at once, as after a server's restart. What is
// measured begins with the first connection, and ends when everybody has synced. Who is not let in tries again, as
// docs/clients.md has it. See load-process.ts for what goes in and out.
import { Latencies, type LatencySummary } from './latencies.js';
import { type LoadReport, optionsOfLoad, pause, say, Wrongs } from './load-process.js';
import { WsConnection } from './ws-connection.js';

export interface ConnectLoadOptions {
  readonly port: number;
  /** Of this machine, to connect from: phones do not share one. */
  readonly localAddress: string;
  readonly tokens: readonly string[];
  /** UTC milliseconds: when all processes begin. */
  readonly startAt: number;
  /** What each user has, and how many messages the sync then answers. */
  readonly known: readonly Readonly<Record<string, number>>[];
  readonly missed: number;
}

export interface ConnectLoadReport extends LoadReport {
  readonly allSyncedMs: number;
  readonly retries: number;
  /** With 10007, as under overload: they are asked again. */
  readonly refusedSyncs: number;
  /** Of each kind of request; one that failed took until it failed. */
  readonly upgrade: LatencySummary;
  readonly namespace: LatencySummary;
  readonly sync: LatencySummary;
}

const GIVE_UP_MS = 120_000;
const options = optionsOfLoad<ConnectLoadOptions>();
const { port, localAddress, tokens, known, missed, startAt } = options;
const wrongs = new Wrongs();
const [whole, upgrade, namespace, sync] = [new Latencies(), new Latencies(), new Latencies(), new Latencies()];
const connections: WsConnection[] = [];
let [retries, refusedSyncs] = [0, 0];

/** @param since when everybody began */
async function connectAndSync(index: number, since: number): Promise<void> {
  const connection = await connect(tokens[index] ?? '', since);
  if (!connection) return wrongs.add('never let in');
  connections.push(connection);
  let answer = '';
  for (let wait = 500; !answer.includes('"datas"'); wait = Math.min(2 * wait, 30_000)) {
    if (answer !== '') {
      const code = /"error_code":(\d+)/.exec(answer)?.[1];
      if (performance.now() - since > GIVE_UP_MS) return wrongs.add(`never synced: ${code}`);
      refusedSyncs += 1;
      await pause(wait * (0.5 + Math.random()));
    }
    const asked = performance.now();
    answer = await connection.emit('message:sync', { known: known[index] });
    sync.add(performance.now() - asked);
  }
  whole.add(performance.now() - since);
  const got = answer.split('"msg_id"').length - 1;
  if (got !== missed) wrongs.add(`a sync of ${got} messages, not ${missed}`);
}

async function connect(token: string, since: number): Promise<WsConnection | undefined> {
  for (let wait = 500; performance.now() - since < GIVE_UP_MS; wait = Math.min(2 * wait, 30_000)) {
    const began = performance.now();
    const connection = WsConnection.start(port, { token }, localAddress);
    try {
      await connection.connected;
      upgrade.add(connection.took.upgrade);
      namespace.add(connection.took.namespace);
      return connection;
    } catch {
      // Counted, and its time with it: what was refused late is a request that took long.
      connection.close();
      const ms = performance.now() - began;
      const { upgrade: upgraded } = connection.took;
      upgrade.add(Number.isNaN(upgraded) ? ms : upgraded);
      if (!Number.isNaN(upgraded)) namespace.add(ms - upgraded);
      retries += 1;
      await pause(wait * (0.5 + Math.random()));
    }
  }
  return undefined;
}

await pause(startAt - Date.now());
const [cpuBefore, since] = [process.cpuUsage(), performance.now()];
say({ at: 'begin' });
await Promise.all(tokens.map((_, index) => connectAndSync(index, since)));
const allSyncedMs = performance.now() - since;
const { user, system } = process.cpuUsage(cpuBefore);
say({ at: 'end' });
for (const connection of connections) connection.close();
say({
  perSecond: (connections.length / allSyncedMs) * 1000,
  latency: whole.summary(),
  cpu: (user + system) / 1000 / allSyncedMs,
  wrong: wrongs.counts,
  allSyncedMs,
  retries,
  refusedSyncs,
  upgrade: upgrade.summary(),
  namespace: namespace.summary(),
  sync: sync.summary(),
} satisfies ConnectLoadReport);
