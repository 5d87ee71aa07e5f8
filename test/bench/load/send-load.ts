// A process of its own: so many senders, each in a conversation of their own, send by POST as fast as they are answered.
// What was acknowledged goes into `logFile`. See load-process.ts for what goes in and out.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { HttpConnection } from './http-connection.js';
import { Latencies } from './latencies.js';
import { type LoadReport, optionsOfLoad, Phases, say, type Times, Wrongs } from './load-process.js';
import { textOf } from './sent-text.js';

export interface SendLoadOptions extends Times {
  readonly port: number;
  readonly path: string;
  /** Of the senders; each connection sends for one of them. */
  readonly senders: readonly Sender[];
  /** Who send while it warms up, and no longer. */
  readonly warmers?: readonly Sender[];
  /** Where every acknowledgement goes, measured or not: a line of JSON (`Acknowledged`) each. */
  readonly logFile: string;
}

export interface Sender {
  readonly uid: number;
  readonly to: number;
  readonly token: string;
}

/** The n-th message of a sender, as it was answered. */
export interface Acknowledged {
  readonly uid: number;
  readonly n: number;
  readonly msgId: number;
}

const options = optionsOfLoad<SendLoadOptions>();
const log = createWriteStream(options.logFile);
const latencies = new Latencies();
const wrongs = new Wrongs();
const phases = new Phases();

async function sendOn({ uid, to, token }: Sender, isWarmer = false): Promise<void> {
  const connection = await HttpConnection.open(options.port);
  const head =
    `POST ${options.path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n` +
    `authorization: Bearer ${token}\r\n`;
  for (let n = 1; !phases.isOver && !(isWarmer && phases.isMeasuring); n += 1) {
    const body = JSON.stringify({ to_uid: to, message: { msg_type: '1', body: { text: textOf(uid, n) } } });
    const since = performance.now();
    const answer = await connection.post(head, body);
    const ms = performance.now() - since;
    const { datas, error_code } = JSON.parse(answer.body) as { datas?: number; error_code?: number };
    if (datas === undefined) wrongs.add(`refused with ${error_code}`);
    else {
      log.write(`${JSON.stringify({ uid, n, msgId: datas } satisfies Acknowledged)}\n`);
      if (phases.isMeasuring) latencies.add(ms);
    }
  }
  connection.close();
}

const sending = Promise.all([
  ...options.senders.map((sender) => sendOn(sender)),
  ...(options.warmers ?? []).map((warmer) => sendOn(warmer, true)),
]);
const { ms, cpu } = await phases.run(options);
await sending;
log.end();
await once(log, 'close');
const latency = latencies.summary();
say({ perSecond: (latency.count / ms) * 1000, latency, cpu, wrong: wrongs.counts } satisfies LoadReport);
