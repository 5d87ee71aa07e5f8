// A process of its own: so many senders on sockets, each to a receiver on a socket of its own, send as fast as they are
// acknowledged. A message counts, and its time ends, when it was delivered. See load-process.ts for what goes in and out.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { type Connection, openConnection } from './connection.js';
import { Latencies } from './latencies.js';
import { type LoadReport, optionsOfLoad, pause, Phases, say, Wrongs } from './load-process.js';
import type { Acknowledged, SendLoadOptions, Sender } from './send-load.js';
import { textOf } from './sent-text.js';

interface SocketLoadOptions extends Omit<SendLoadOptions, 'path'> {
  /** Tokens of whom they send to, in the same order. */
  readonly receivers: readonly string[];
}

const options = optionsOfLoad<SocketLoadOptions>();
const log = createWriteStream(options.logFile);
const latencies = new Latencies();
const wrongs = new Wrongs();
const phases = new Phases();

/** When the n-th message of a sender was sent; whoever it is delivered to takes it out. */
const onTheWay = new Map<string, number>();
const DELIVERED = /"text":"(\d+:\d+) /;

function deliver(packet: string): void {
  const key = DELIVERED.exec(packet)?.[1];
  const since = key === undefined ? undefined : onTheWay.get(key);
  if (key === undefined || since === undefined) return;
  onTheWay.delete(key);
  if (phases.isMeasuring) latencies.add(performance.now() - since);
}

async function sendOn(connection: Connection, { uid, to }: Sender): Promise<void> {
  for (let n = 1; !phases.isOver; n += 1) {
    onTheWay.set(`${uid}:${n}`, performance.now());
    const message = { to_uid: to, message: { msg_type: '1', body: { text: textOf(uid, n) } } };
    const [answer] = JSON.parse(await connection.emit('message:send', message)) as {
      datas?: number;
      error_code?: number;
    }[];
    if (answer?.datas === undefined) wrongs.add(`refused with ${answer?.error_code}`);
    else log.write(`${JSON.stringify({ uid, n, msgId: answer.datas } satisfies Acknowledged)}\n`);
  }
}

const { port, senders, receivers } = options;
const heard = await Promise.all(receivers.map((token, index) => openConnection(port, token, index)));
for (const connection of heard) connection.onEvent = deliver;
const sockets = await Promise.all(senders.map(({ token }, index) => openConnection(port, token, index)));
const sending = Promise.all(sockets.map((connection, index) => sendOn(connection, senders[index] as Sender)));
const { ms, cpu } = await phases.run(options);
await sending;
// What is still to be delivered.
for (let waited = 0; onTheWay.size > 0 && waited < 5_000; waited += 50) await pause(50);
wrongs.add('never delivered', onTheWay.size);
for (const connection of [...sockets, ...heard]) connection.close();
log.end();
await once(log, 'close');
const latency = latencies.summary();
say({ perSecond: (latency.count / ms) * 1000, latency, cpu, wrong: wrongs.counts } satisfies LoadReport);
