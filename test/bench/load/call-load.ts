// A process of its own: callers, each on a connection of its own, make the same calls in turn, as fast as they are
// answered. See load-process.ts for what goes in and out.
import { HttpConnection } from './http-connection.js';
import { Latencies } from './latencies.js';
import { type LoadReport, optionsOfLoad, Phases, say, type Times, Wrongs } from './load-process.js';

export interface Call {
  readonly path: string;
  /** Besides the caller's. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a POST; without it, it is a GET. */
  readonly body?: object;
}

export interface Caller {
  readonly headers: Readonly<Record<string, string>>;
  /** One after the other, and from the first again. */
  readonly calls: readonly Call[];
}

export interface CallLoadOptions extends Times {
  readonly port: number;
  readonly callers: readonly Caller[];
}

export interface CallLoadReport extends LoadReport {
  /** Of all that were answered, measured or not. */
  readonly answered: number;
}

const options = optionsOfLoad<CallLoadOptions>();
const [latencies, wrongs, phases] = [new Latencies(), new Wrongs(), new Phases()];
let answered = 0;

async function callOn({ headers, calls }: Caller): Promise<void> {
  const connection = await HttpConnection.open(options.port);
  const requests = calls.map(({ path, headers: more, body }) => {
    const lines = Object.entries({ host: '127.0.0.1', ...headers, ...more }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    const type = body ? 'content-type: application/json\r\n' : '';
    const head = `${body ? 'POST' : 'GET'} ${path} HTTP/1.1\r\n${lines.join('')}${type}`;
    return { head, body: body && JSON.stringify(body) };
  });
  for (let n = 0; !phases.isOver; n += 1) {
    const request = requests[n % requests.length];
    if (!request) throw new Error('A caller without calls');
    const since = performance.now();
    const answer = await (request.body === undefined
      ? connection.get(request.head)
      : connection.post(request.head, request.body));
    const ms = performance.now() - since;
    if (!answer.body.startsWith('{"datas":')) wrongs.add(`refused: ${answer.body}`);
    else {
      answered += 1;
      if (phases.isMeasuring) latencies.add(ms);
    }
  }
  connection.close();
}

const calling = Promise.all(options.callers.map(callOn));
const { ms, cpu } = await phases.run(options);
await calling;
const latency = latencies.summary();
say({
  perSecond: (latency.count / ms) * 1000,
  latency,
  cpu,
  wrong: wrongs.counts,
  answered,
} satisfies CallLoadReport);
