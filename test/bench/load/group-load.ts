// A process of its own: so many members of one group on sockets, of whom some send as fast as they are acknowledged.
// Deliveries count. With no senders it only holds the connections. See load-process.ts for what goes in and out.
import { type Connection, openConnection } from './connection.js';
import { GroupMember } from './group-member.js';
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
  /** What members sync where a push is missing; undefined where the subject has no sync, or needs none. */
  readonly conversationId?: string;
}

export interface GroupLoadReport extends LoadReport {
  /** Calls of message:sync by all members: what pushes did not bring. */
  readonly syncs: number;
  readonly deliveries: number;
  /** Sends that were refused with 10007, and sent again. */
  readonly repeats: number;
}

const CONNECT_AT_ONCE = 50;
const ATTEMPTS = 10;

const options = optionsOfLoad<GroupLoadOptions>();
const { ports, tokens, senders, event, target, conversationId } = options;
const latencies = new Latencies();
const wrongs = new Wrongs();
const phases = new Phases();
let [measured, deliveries, repeats] = [0, 0, 0];

/** Of each message that is under way: when it was sent, and by how many members it was not heard yet. */
const onTheWay = new Map<string, { readonly since: number; left: number }>();

function onMessage(key: string): void {
  deliveries += 1;
  if (phases.isMeasuring) measured += 1;
  const message = onTheWay.get(key);
  if (!message) return;
  message.left -= 1;
  if (message.left > 0) return;
  onTheWay.delete(key);
  if (phases.isMeasuring) latencies.add(performance.now() - message.since);
}

async function sendOn(connection: Connection, sender: number): Promise<void> {
  for (let n = 1; !phases.isOver; n += 1) {
    // The sender's own connection gets no push, but its acknowledgement.
    onTheWay.set(`${sender}:${n}`, { since: performance.now(), left: tokens.length - 1 });
    const text = `${textOf(sender, n)}${'。'.repeat(60)}`;
    await send(connection, { ...target, client_msg_id: `${sender}-${n}`, message: { msg_type: '1', body: { text } } });
  }
}

/** Repeats what was not stored in time, as clients do: the repeat tells whether it was. */
async function send(connection: Connection, message: object): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await connection.emit(event, message);
    if (answer.includes('"datas"')) return;
    if (!answer.includes('"error_code":10007') || attempt === ATTEMPTS) throw new Error(`Refused: ${answer}`);
    repeats += 1;
    await pause(200 * attempt);
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
const members = connections.map(
  (connection) => new GroupMember({ connection, senders, conversationId, wrongs, onMessage }),
);
const sending = Promise.all(connections.slice(0, senders).map(sendOn));
const { ms, cpu } = await phases.run(options);
await sending;
for (let waited = 0; onTheWay.size > 0 && waited < 10_000; waited += 50) await pause(50);
wrongs.add('not heard by every member', onTheWay.size);
for (const connection of connections) connection.close();
say({
  perSecond: (measured / ms) * 1000,
  // From sending until the last member has it.
  latency: latencies.summary(),
  cpu,
  wrong: wrongs.counts,
  syncs: members.reduce((sum, member) => sum + member.syncs, 0),
  deliveries,
  repeats,
} satisfies GroupLoadReport);
