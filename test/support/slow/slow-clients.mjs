// A process that opens many TCP connections of one kind, says as little on them as that kind says, and waits for the
// server to end them. Its one argument is JSON (`SlowOptions` of slow-clients.ts); it prints JSON.
import { connect } from 'node:net';

const options = /** @type {unknown} */ (JSON.parse(process.argv[2] ?? ''));
const { url, kind, connections, patienceMs, tokens } = /** @type {import('./slow-clients.js').SlowOptions} */ (options);
const { hostname, port } = new URL(url);
const DROP_MS = 1_000;
/** Answered so soon, it was no slow one to the server. */
const EARLY_MS = 4_000;
/** At once, and yet not more than the kernel queues for a server that is busy. */
const A_TICK = 50;
const TICK_MS = 20;

/** What is said first, and then again and again. */
const WORDS = /** @type {const} */ ({
  headers: ['GET /anlife/v1.0/chat/user/getUserInfo HTTP/1.1\r\nHost: chat\r\n', 'X-Slow: 1\r\n'],
  body: [
    'POST /anlife/v1.0/chat/message/sendMessage HTTP/1.1\r\nHost: chat\r\nContent-Type: application/json\r\n' +
      'Content-Length: 1000\r\n',
    ' ',
  ],
  silent: ['', ''],
  // It answers pings, and never says to which namespace it wants.
  engine: [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: chat\r\nUpgrade: websocket\r\n' +
      'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    Buffer.from([0x81, 0x81, 0, 0, 0, 0, '3'.charCodeAt(0)]),
  ],
});

const report = { opened: 0, failed: 0, closed: 0, latestMs: 0, upgraded: 0, refused: 0 };
const waiting = /** @type {Promise<void>[]} */ ([]);

/** What comes before a body says who sends it: everybody in turn. @param {number} index */
function firstOf(index) {
  const [first] = WORDS[kind];
  return kind === 'body' ? `${first}Authorization: Bearer ${tokens[index % tokens.length]}\r\n\r\n{` : first;
}

/** Resolves when the connection is over. @param {number} index */
function open(index) {
  return /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      const first = firstOf(index);
      const [, again] = WORDS[kind];
      const tcp = connect(Number(port), hostname);
      let since = 0;
      /** @type {NodeJS.Timeout | undefined} */
      let dropping;
      const giveUp = setTimeout(() => tcp.destroy(), patienceMs);
      tcp.once('connect', () => {
        report.opened += 1;
        since = Date.now();
        if (first !== '') tcp.write(first);
        if (again !== '') dropping = setInterval(() => tcp.write(again), DROP_MS);
      });
      tcp.once('data', (data) => {
        if (data.toString('latin1').startsWith('HTTP/1.1 101')) report.upgraded += 1;
        else if (Date.now() - since < EARLY_MS) report.refused += 1;
      });
      // Read, so that its end is noticed.
      tcp.resume();
      tcp.on('error', () => undefined);
      tcp.once('close', () => {
        clearInterval(dropping);
        clearTimeout(giveUp);
        const ms = Date.now() - since;
        if (since === 0) report.failed += 1;
        else if (ms < patienceMs) {
          report.closed += 1;
          report.latestMs = Math.max(report.latestMs, ms);
        }
        resolve();
      });
    })
  );
}

while (waiting.length < connections) {
  for (let i = 0; i < A_TICK && waiting.length < connections; i += 1) waiting.push(open(waiting.length));
  await new Promise((resolve) => setTimeout(resolve, TICK_MS));
}
await Promise.all(waiting);
console.log(JSON.stringify(report));
