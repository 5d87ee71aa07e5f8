// A process of its own: so many members of one group on sockets, of whom some send as fast as they are acknowledged.
// Deliveries count. With no senders it only holds the connections. See load-process.ts for what goes in and out.
import { type Connection, openConnection } from './connection.js';
import { Latencies } from './latencies.js';
import { type LoadReport, optionsOfLoad, pause, Phases, say, type Times, Wrongs } from './load-process.js';
import { textOf } from './sent-text.js';

export interface GroupLoadOptions extends Times {
  /** Of the nodes: members take turns. */
  readonly ports: readonly number[];
  readonly event: string;
  /** What each send carries besides its text. */
  readonly target: object;
  /** Of the members; the first `senders` of them send. */
  readonly tokens: readonly string[];
  readonly senders: number;
}

const CONNECT_AT_ONCE = 50;
const KEY = /"text":"(\d+):(\d+) /;

const options = optionsOfLoad<GroupLoadOptions>();
const { ports, tokens, senders, event, target } = options;
const latencies = new Latencies();
const wrongs = new Wrongs();
const phases = new Phases();
let deliveries = 0;

/** Of each message that is under way: when it was sent, and by how many members it was not heard yet. */
const onTheWay = new Map<string, { readonly since: number; left: number }>();
/** Of each sender, by each member: the last message that was heard. */
const heard: Int32Array[] = tokens.map(() => new Int32Array(senders));

function hear(member: number, packet: string): void {
  const [, sender, n] = KEY.exec(packet) ?? [];
  const last = heard[member];
  if (sender === undefined || n === undefined || !last) return;
  if (Number(n) !== (last[Number(sender)] ?? 0) + 1) wrongs.add('lost, doubled or out of order');
  last[Number(sender)] = Number(n);
  if (phases.isMeasuring) deliveries += 1;
  const message = onTheWay.get(`${sender}:${n}`);
  if (!message) return;
  message.left -= 1;
  if (message.left > 0) return;
  onTheWay.delete(`${sender}:${n}`);
  if (phases.isMeasuring) latencies.add(performance.now() - message.since);
}

async function sendOn(connection: Connection, sender: number): Promise<void> {
  for (let n = 1; !phases.isOver; n += 1) {
    // The sender's own connection gets no push, but its acknowledgement.
    onTheWay.set(`${sender}:${n}`, { since: performance.now(), left: tokens.length - 1 });
    const text = `${textOf(sender, n)}${'。'.repeat(60)}`;
    const answer = await connection.emit(event, { ...target, message: { msg_type: '1', body: { text } } });
    if (!answer.includes('"datas"')) throw new Error(`Refused: ${answer}`);
  }
}

async function connectAll(): Promise<Connection[]> {
  const connections: Connection[] = [];
  for (let from = 0; from < tokens.length; from += CONNECT_AT_ONCE) {
    const part = tokens.slice(from, from + CONNECT_AT_ONCE);
    const open = (token: string, index: number): Promise<Connection> =>
      openConnection(ports[(from + index) % ports.length] ?? 0, token, from + index);
    connections.push(...(await Promise.all(part.map(open))));
  }
  return connections;
}

const connections = await connectAll();
connections.forEach((connection, member) => (connection.onEvent = (packet) => hear(member, packet)));
const sending = Promise.all(connections.slice(0, senders).map(sendOn));
const { ms, cpu } = await phases.run(options);
await sending;
for (let waited = 0; onTheWay.size > 0 && waited < 10_000; waited += 50) await pause(50);
// A client reads what it was not pushed by sync; where nothing fails it should not have to.
wrongs.add('not heard by every member', onTheWay.size);
for (const connection of connections) connection.close();
say({
  perSecond: (deliveries / ms) * 1000,
  // From sending until the last member has it.
  latency: latencies.summary(),
  cpu,
  wrong: wrongs.counts,
} satisfies LoadReport);
