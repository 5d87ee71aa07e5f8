// A process of its own, one of several: so many users connect and sync, all at once, as after a server's restart. What is
// measured begins with the first connection, and ends when everybody has synced. Who is not let in tries again, as
// docs/clients.md has it. See load-process.ts for what goes in and out.
import { Latencies, type LatencySummary } from './latencies.js';
import { type LoadReport, optionsOfLoad, pause, say, Wrongs } from './load-process.js';
import { WsConnection } from './ws-connection.js';

export interface ConnectLoadOptions {
  readonly port: number;
  /** The first half of this machine's addresses to connect from, as `127.2`: phones do not share one. */
  readonly network: string;
  readonly tokens: readonly string[];
  /** Of a refused upgrade. Browsers hide it from a WebSocket, and so does socket.io-client. */
  readonly seesRetryAfter: boolean;
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
const { port, network, tokens, known, missed, startAt, seesRetryAfter } = options;
const wrongs = new Wrongs();
const [whole, upgrade, namespace, sync] = [new Latencies(), new Latencies(), new Latencies(), new Latencies()];
const connections: WsConnection[] = [];
/** Another one for each try. */
let nextPort = 10_000;
let [retries, refusedSyncs] = [0, 0];

/** @param since when everybody began */
async function connectAndSync(index: number, since: number): Promise<void> {
  let got: number | undefined;
  while (got === undefined) {
    const connection = await connect(index, since);
    if (!connection) return wrongs.add('never let in');
    got = await syncOver(connection, index, since).catch(() => undefined);
    // Who is cut before the answer comes begins anew, as clients do.
    if (got === undefined) retries += 1;
    else connections.push(connection);
  }
  whole.add(performance.now() - since);
  if (!Number.isNaN(got) && got !== missed) wrongs.add(`a sync of ${got} messages, not ${missed}`);
}

/** @returns how many messages it answered; NaN where it refused for too long. @throws Error where the connection ends */
async function syncOver(connection: WsConnection, index: number, since: number): Promise<number> {
  for (let wait = 500; ; wait = Math.min(2 * wait, 30_000)) {
    const asked = performance.now();
    const answer = await connection.emit('message:sync', { known: known[index] });
    sync.add(performance.now() - asked);
    if (answer.includes('"datas"')) return answer.split('"msg_id"').length - 1;
    const code = /"error_code":(\d+)/.exec(answer)?.[1];
    if (performance.now() - since > GIVE_UP_MS) {
      wrongs.add(`never synced: ${code}`);
      return Number.NaN;
    }
    refusedSyncs += 1;
    await pause(wait * (0.5 + Math.random()));
  }
}

async function connect(index: number, since: number): Promise<WsConnection | undefined> {
  const token = tokens[index] ?? '';
  const localAddress = `${network}.${index >> 8}.${index & 255}`;
  for (let wait = 500; performance.now() - since < GIVE_UP_MS; wait = Math.min(2 * wait, 30_000)) {
    const began = performance.now();
    const connection = WsConnection.start(port, { token }, { localAddress, localPort: nextPort++ });
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
      await pause(Math.max(wait * (0.5 + Math.random()), seesRetryAfter ? connection.retryAfterMs : 0));
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
