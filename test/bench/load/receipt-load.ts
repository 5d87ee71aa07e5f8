// A process of its own: readers on sockets, of whom each receives one message after the other, as fast as that is
// acknowledged. See load-process.ts for what goes in and out.
import { type Connection, openConnection } from './connection.js';
import { Latencies } from './latencies.js';
import { type LoadReport, optionsOfLoad, Phases, say, type Times, Wrongs } from './load-process.js';

export interface ReceiptLoadOptions extends Times {
  readonly port: number;
  /** Of the readers. */
  readonly tokens: readonly string[];
  /** The messages, in their order. */
  readonly ids: readonly number[];
}

export interface ReceiptLoadReport extends LoadReport {
  /** Of each reader: so many of the messages, from the first on, were acknowledged. */
  readonly acknowledged: readonly number[];
}

const options = optionsOfLoad<ReceiptLoadOptions>();
const latencies = new Latencies();
const wrongs = new Wrongs();
const phases = new Phases();

async function readOn(connection: Connection): Promise<number> {
  let count = 0;
  for (const msg_id of options.ids) {
    if (phases.isOver) return count;
    const since = performance.now();
    const answer = await connection.emit('message:received', { msg_id, status: 3 });
    if (!answer.includes('"datas":1')) {
      wrongs.add(`refused: ${answer}`);
      return count;
    }
    count += 1;
    if (phases.isMeasuring) latencies.add(performance.now() - since);
  }
  if (!phases.isOver) wrongs.add('a reader had read all there was');
  return count;
}

const { port, tokens } = options;
const connections = await Promise.all(tokens.map((token, index) => openConnection(port, token, index)));
const reading = Promise.all(connections.map(readOn));
const { ms, cpu } = await phases.run(options);
const acknowledged = await reading;
for (const connection of connections) connection.close();
const latency = latencies.summary();
say({
  perSecond: (latency.count / ms) * 1000,
  latency,
  cpu,
  wrong: wrongs.counts,
  acknowledged,
} satisfies ReceiptLoadReport);
