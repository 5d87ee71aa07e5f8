// A process of its own: a few connections on which many users do what apps do, one call after the other: they send to
// whom they chat with and to a small group, receive lists of messages, and now and then list or read. What was
// acknowledged goes into `logFile`. See load-process.ts for what goes in and out.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { BASE_PATH } from '../../support/chat/chat-client.js';
import { HttpConnection } from './http-connection.js';
import { Latencies, type LatencySummary } from './latencies.js';
import { type LoadReport, optionsOfLoad, Phases, say, type Times, Wrongs } from './load-process.js';
import type { Acknowledged } from './send-load.js';
import { textOf } from './sent-text.js';

/** Users come in tens: each chats with one other of them, and all are in one group, whose id is the tens' number. */
const TEN = 10;

export interface MixedLoadOptions extends Times {
  readonly port: number;
  /** Of users 1 …; a multiple of ten times the connections. */
  readonly tokens: readonly string[];
  readonly connections: number;
  /** Messages that are received by one call. */
  readonly receipts: number;
  readonly logFile: string;
}

const KINDS = ['send', 'receipts', 'history', 'list'] as const;
type Kind = (typeof KINDS)[number];

export interface MixedLoadReport extends LoadReport {
  readonly kinds: Readonly<Record<Kind, LatencySummary>>;
}

const [READS, GROUP_SENDS] = [0.05, 0.2];

const options = optionsOfLoad<MixedLoadOptions>();
const log = createWriteStream(options.logFile);
const [wrongs, phases, all] = [new Wrongs(), new Phases(), new Latencies()];
const kinds = { send: new Latencies(), receipts: new Latencies(), history: new Latencies(), list: new Latencies() };
const sent = new Map<number, number>();
/** Of each user: what they were sent, and have not received yet. */
const inbox = new Map<number, number[]>();
const heads = options.tokens.map((token) => `host: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n`);

async function call(connection: HttpConnection, kind: Kind, uid: number, path: string, body?: object): Promise<number> {
  const [head, target] = [heads[uid - 1] ?? '', `${BASE_PATH}/${path} HTTP/1.1\r\n`];
  const since = performance.now();
  const answer = body
    ? await connection.post(`POST ${target}${head}content-type: application/json\r\n`, JSON.stringify(body))
    : await connection.get(`GET ${target}${head}`);
  const ms = performance.now() - since;
  const { datas, error_code } = JSON.parse(answer.body) as { datas?: unknown; error_code?: number };
  if (datas === undefined) wrongs.add(`${kind} refused with ${error_code}`);
  else if (phases.isMeasuring) [all, kinds[kind]].forEach((latencies) => latencies.add(ms));
  return Number(datas);
}

async function send(connection: HttpConnection, uid: number): Promise<void> {
  const isToGroup = Math.random() < GROUP_SENDS;
  const tens = Math.ceil(uid / TEN);
  const partner = uid % 2 === 0 ? uid - 1 : uid + 1;
  const n = (sent.get(uid) ?? 0) + 1;
  sent.set(uid, n);
  const message = { msg_type: '1', body: { text: textOf(uid, n) } };
  const msgId = isToGroup
    ? await call(connection, 'send', uid, 'message/sendGroupMessage', { group_type: 1, to_uid: tens, message })
    : await call(connection, 'send', uid, 'message/sendMessage', { to_uid: partner, message });
  log.write(`${JSON.stringify({ uid, n, msgId } satisfies Acknowledged)}\n`);
  const members = Array.from({ length: TEN }, (_, index) => (tens - 1) * TEN + index + 1);
  for (const receiver of isToGroup ? members.filter((one) => one !== uid) : [partner])
    await receive(connection, receiver, msgId);
}

async function receive(connection: HttpConnection, uid: number, msgId: number): Promise<void> {
  const ids = [...(inbox.get(uid) ?? []), msgId];
  inbox.set(uid, ids.length < options.receipts ? ids : []);
  if (ids.length === options.receipts)
    await call(connection, 'receipts', uid, 'message/updateMessageReceiveStatus', { msg_id: ids, status: 3 });
}

async function live(index: number): Promise<void> {
  const connection = await HttpConnection.open(options.port);
  const share = Math.floor(options.tokens.length / options.connections / TEN) * TEN;
  while (!phases.isOver) {
    const uid = index * share + Math.floor(Math.random() * share) + 1;
    if (Math.random() >= READS) await send(connection, uid);
    else if (Math.random() < 0.5)
      await call(connection, 'list', uid, 'message/getConversationList?page=1&page_size=20');
    else
      await call(connection, 'history', uid, `message/getHistory?conversation_id=g:1:${Math.ceil(uid / TEN)}&limit=50`);
  }
  connection.close();
}

const living = Promise.all(Array.from({ length: options.connections }, (_, index) => live(index)));
const { ms, cpu } = await phases.run(options);
await living;
log.end();
await once(log, 'close');
const latency = all.summary();
const summaries = Object.fromEntries(KINDS.map((kind) => [kind, kinds[kind].summary()])) as MixedLoadReport['kinds'];
say({
  perSecond: (latency.count / ms) * 1000,
  latency,
  cpu,
  wrong: wrongs.counts,
  kinds: summaries,
} satisfies MixedLoadReport);
