// A process of its own: so many senders, each in a conversation of their own, send by POST as fast as they are answered.
// Its one argument is JSON (`SendLoadOptions`). It prints lines of JSON: {"at":"begin"} and {"at":"end"} around what is
// measured, then the report. What was acknowledged goes into `logFile`.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { HttpConnection } from './http-connection.js';
import { Latencies, type LatencySummary } from './latencies.js';
import { textOf } from './sent-text.js';

export interface SendLoadOptions {
  readonly port: number;
  readonly path: string;
  /** Of the senders; each connection sends for one of them. */
  readonly senders: readonly Sender[];
  readonly warmUpMs: number;
  readonly measureMs: number;
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

export interface SendLoadReport {
  readonly perSecond: number;
  readonly latency: LatencySummary;
  /** Of the load itself while it measured, 1 being a whole core. */
  readonly cpu: number;
  readonly refused: Readonly<Record<string, number>>;
}

const options = JSON.parse(process.argv[2] ?? '') as SendLoadOptions;
const log = createWriteStream(options.logFile);
const latencies = new Latencies();
const refused: Record<string, number> = {};
let phase: 'warming up' | 'measuring' | 'over' = 'warming up';

async function sendOn({ uid, to, token }: Sender): Promise<void> {
  const connection = await HttpConnection.open(options.port);
  const head =
    `POST ${options.path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n` +
    `authorization: Bearer ${token}\r\n`;
  for (let n = 1; phase !== 'over'; n += 1) {
    const body = JSON.stringify({ to_uid: to, message: { msg_type: '1', body: { text: textOf(uid, n) } } });
    const since = performance.now();
    const answer = await connection.post(head, body);
    const ms = performance.now() - since;
    const { datas, error_code } = JSON.parse(answer.body) as { datas?: number; error_code?: number };
    if (datas === undefined) refused[String(error_code)] = (refused[String(error_code)] ?? 0) + 1;
    else {
      log.write(`${JSON.stringify({ uid, n, msgId: datas } satisfies Acknowledged)}\n`);
      if (phase === 'measuring') latencies.add(ms);
    }
  }
  connection.close();
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const say = (line: object): void => console.log(JSON.stringify(line));

const sending = Promise.all(options.senders.map(sendOn));
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
log.end();
await once(log, 'close');
const latency = latencies.summary();
say({
  perSecond: (latency.count / ms) * 1000,
  latency,
  cpu: (user + system) / 1000 / ms,
  refused,
} satisfies SendLoadReport);
