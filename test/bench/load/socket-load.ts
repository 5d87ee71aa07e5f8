// A process of its own: so many senders on sockets, each to a receiver on a socket of its own, send as fast as they are
// acknowledged. Its one argument is JSON (`SendLoadOptions`, without the path). It prints what send-load.ts prints; a
// message counts, and its time ends, when it was delivered.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Latencies } from './latencies.js';
import type { Acknowledged, SendLoadOptions, SendLoadReport, Sender } from './send-load.js';
import { textOf } from './sent-text.js';
import { WsConnection } from './ws-connection.js';

interface SocketLoadOptions extends Omit<SendLoadOptions, 'path'> {
  /** Tokens of whom they send to, in the same order. */
  readonly receivers: readonly string[];
}

const options = JSON.parse(process.argv[2] ?? '') as SocketLoadOptions;
const log = createWriteStream(options.logFile);
const latencies = new Latencies();
const refused: Record<string, number> = {};
let phase: 'warming up' | 'measuring' | 'over' = 'warming up';

/** When the n-th message of a sender was sent; whoever it is delivered to takes it out. */
const onTheWay = new Map<string, number>();
const DELIVERED = /"text":"(\d+:\d+) /;

function deliver(packet: string): void {
  const key = DELIVERED.exec(packet)?.[1];
  const since = key === undefined ? undefined : onTheWay.get(key);
  if (key === undefined || since === undefined) return;
  onTheWay.delete(key);
  if (phase === 'measuring') latencies.add(performance.now() - since);
}

async function sendOn(connection: WsConnection, { uid, to }: Sender): Promise<void> {
  for (let n = 1; phase !== 'over'; n += 1) {
    onTheWay.set(`${uid}:${n}`, performance.now());
    const message = { to_uid: to, message: { msg_type: '1', body: { text: textOf(uid, n) } } };
    const [answer] = JSON.parse(await connection.emit('message:send', message)) as {
      datas?: number;
      error_code?: number;
    }[];
    if (answer?.datas === undefined)
      refused[String(answer?.error_code)] = (refused[String(answer?.error_code)] ?? 0) + 1;
    else log.write(`${JSON.stringify({ uid, n, msgId: answer.datas } satisfies Acknowledged)}\n`);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const say = (line: object): void => console.log(JSON.stringify(line));
const { port, senders, receivers } = options;

const heard = await Promise.all(receivers.map((token) => WsConnection.open(port, { token })));
for (const connection of heard) connection.onEvent = deliver;
const sockets = await Promise.all(senders.map(({ token }) => WsConnection.open(port, { token })));
const sending = Promise.all(sockets.map((connection, index) => sendOn(connection, senders[index] as Sender)));
await pause(options.warmUpMs);
const [cpuBefore, since] = [process.cpuUsage(), performance.now()];
phase = 'measuring';
say({ at: 'begin' });
await pause(options.measureMs);
phase = 'over';
const ms = performance.now() - since;
const { user, system } = process.cpuUsage(cpuBefore);
say({ at: 'end' });
await sending;
// What is still to be delivered.
for (let waited = 0; onTheWay.size > 0 && waited < 5_000; waited += 50) await pause(50);
if (onTheWay.size > 0) refused['never delivered'] = onTheWay.size;
for (const connection of [...sockets, ...heard]) connection.close();
log.end();
await once(log, 'close');
const latency = latencies.summary();
say({
  perSecond: (latency.count / ms) * 1000,
  latency,
  cpu: (user + system) / 1000 / ms,
  refused,
} satisfies SendLoadReport);
