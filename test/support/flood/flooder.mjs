// A process that sends socket events as fast as it is told to, over a bare TCP connection: it reads, but heeds nothing
// of what it is told, a close least of all. Its one argument is JSON (`FloodOptions` of flooder.ts); it prints JSON.
import { once } from 'node:events';
import { connect } from 'node:net';

const options = /** @type {unknown} */ (JSON.parse(process.argv[2] ?? ''));
const {
  url,
  token,
  packets,
  perSecond,
  seconds,
  cuts,
  sockets = 1,
} = /** @type {import('./flooder.js').FloodOptions} */ (options);
const { hostname, port } = new URL(url);
/** A packet at a time where that is slow enough. */
const TICK_MS = Math.max(10, (1000 * packets.length) / perSecond);
const endsAt = Date.now() + seconds * 1000;

/** A text frame of a client, masked with zeros: its payload stands in it as it is. */
function frame(/** @type {string} */ text) {
  const payload = Buffer.from(text);
  const head = payload.length < 126 ? [payload.length | 0x80] : [126 | 0x80, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from([0x81, ...head, 0, 0, 0, 0]), payload]);
}

const report = {
  sent: 0,
  connections: 0,
  refused: 0,
  limited: 0,
  heard: '',
  cutAfterMs: /** @type {number[]} */ ([]),
  limitedAfterMs: /** @type {number[]} */ ([]),
  floodedMs: 0,
};

/** One connection, until it is cut or the time is up. */
async function flood() {
  const tcp = connect(Number(port), hostname);
  tcp.setNoDelay();
  let text = '';
  let isClosed = false;
  tcp.setEncoding('latin1');
  let since = 0;
  let isLimited = false;
  tcp.on('data', (/** @type {string} */ part) => {
    text = (text + part).slice(-4096);
    if (since === 0 || isLimited || !text.includes('"error_code":10005')) return;
    isLimited = true;
    report.limitedAfterMs.push(Date.now() - since);
  });
  tcp.on('error', () => undefined);
  tcp.on('close', () => (isClosed = true));
  await once(tcp, 'connect').catch(() => undefined);
  report.connections += 1;
  tcp.write(
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: chat\r\nUpgrade: websocket\r\n' +
      'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  tcp.write(frame(`40${JSON.stringify({ token })}`));
  while (!isClosed && !/40\{|44\{/.test(text) && Date.now() < endsAt) await pause();
  if (text.includes('44{')) report.refused += 1;
  const each = Math.max(1, Math.round((perSecond * TICK_MS) / 1000 / packets.length));
  const batch = Buffer.concat(Array.from({ length: each }, () => packets.map(frame)).flat());
  since = Date.now();
  while (!isClosed && Date.now() < endsAt) {
    // What the kernel does not take any more is not sent faster by keeping it here.
    if (tcp.writableLength === 0) {
      tcp.write(batch);
      report.sent += each * packets.length;
    }
    await pause();
  }
  report.floodedMs += Date.now() - since;
  if (isClosed) report.cutAfterMs.push(Date.now() - since);
  if (text.includes('"error_code":10005')) report.limited += 1;
  if (text.includes('session:ended')) report.heard = text.slice(text.indexOf('session:ended') - 4);
  tcp.destroy();
}

const pause = () => new Promise((resolve) => setTimeout(resolve, TICK_MS));

/** One socket after the other. */
async function floodOn() {
  while (Date.now() < endsAt && report.cutAfterMs.length < cuts) await flood();
}

await Promise.all(Array.from({ length: sockets }, floodOn));
console.log(JSON.stringify(report));
