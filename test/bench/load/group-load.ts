// A process of its own: so many members of one group on sockets, of whom some send as fast as they are acknowledged. Its
// one argument is JSON (`GroupLoadOptions`). It prints {"at":"begin"} and {"at":"end"} around what is measured, then the
// report. With no senders it only holds the connections, and says {"at":"begin"} when they are there.
import { Latencies, type LatencySummary } from './latencies.js';
import { textOf } from './sent-text.js';
import { WsConnection } from './ws-connection.js';

export interface GroupLoadOptions {
  readonly port: number;
  readonly event: string;
  /** What each send carries besides its text. */
  readonly target: object;
  /** Of the members; the first `senders` of them send. */
  readonly tokens: readonly string[];
  readonly senders: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface GroupLoadReport {
  readonly deliveriesPerSecond: number;
  /** From sending until the last member has it. */
  readonly latency: LatencySummary;
  readonly cpu: number;
  /** Messages that some member did not get, or got twice, or out of order. */
  readonly wrong: number;
}

const CONNECT_AT_ONCE = 50;
const KEY = /"text":"(\d+):(\d+) /;

const options = JSON.parse(process.argv[2] ?? '') as GroupLoadOptions;
const { port, tokens, senders, event, target } = options;
const latencies = new Latencies();
let phase: 'warming up' | 'measuring' | 'over' = 'warming up';
let deliveries = 0;
let wrong = 0;

/** Of each message that is under way: when it was sent, and by how many members it was not heard yet. */
const onTheWay = new Map<string, { readonly since: number; left: number }>();
/** Of each sender, by each member: the last message that was heard. */
const heard: Int32Array[] = tokens.map(() => new Int32Array(senders));

function hear(member: number, packet: string): void {
  const [, sender, n] = KEY.exec(packet) ?? [];
  if (sender === undefined || n === undefined) return;
  const last = heard[member];
  if (!last) return;
  if (Number(n) !== (last[Number(sender)] ?? 0) + 1) wrong += 1;
  last[Number(sender)] = Number(n);
  if (phase === 'measuring') deliveries += 1;
  const message = onTheWay.get(`${sender}:${n}`);
  if (!message) return;
  message.left -= 1;
  if (message.left > 0) return;
  onTheWay.delete(`${sender}:${n}`);
  if (phase === 'measuring') latencies.add(performance.now() - message.since);
}

async function sendOn(connection: WsConnection, sender: number): Promise<void> {
  for (let n = 1; phase !== 'over'; n += 1) {
    onTheWay.set(`${sender}:${n}`, { since: performance.now(), left: tokens.length });
    const text = `${textOf(sender, n)}${'。'.repeat(60)}`;
    const answer = await connection.emit(event, { ...target, message: { msg_type: '1', body: { text } } });
    if (!answer.includes('"datas"')) throw new Error(`Refused: ${answer}`);
  }
}

async function connectAll(): Promise<WsConnection[]> {
  const connections: WsConnection[] = [];
  for (let from = 0; from < tokens.length; from += CONNECT_AT_ONCE) {
    const part = tokens.slice(from, from + CONNECT_AT_ONCE);
    connections.push(...(await Promise.all(part.map((token) => WsConnection.open(port, { token })))));
  }
  return connections;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const say = (line: object): void => console.log(JSON.stringify(line));

const connections = await connectAll();
connections.forEach((connection, member) => (connection.onEvent = (packet) => hear(member, packet)));
const sending = Promise.all(connections.slice(0, senders).map(sendOn));
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
for (let waited = 0; onTheWay.size > 0 && waited < 10_000; waited += 50) await pause(50);
for (const connection of connections) connection.close();
say({
  deliveriesPerSecond: (deliveries / ms) * 1000,
  latency: latencies.summary(),
  cpu: (user + system) / 1000 / ms,
  // A client reads what it was not pushed by sync; where nothing fails it should not have to.
  wrong: wrong + onTheWay.size,
} satisfies GroupLoadReport);
