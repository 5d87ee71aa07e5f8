import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { SECURE_HEADER_LINES } from './secure-headers.js';

/** For which a connection is kept after its last answer, for the other side to read it. */
const LINGER_MS = 5_000;

/**
 * Answers on a connection that has no response of Node's, and ends it: what is no HTTP, and upgrades that are refused.
 * @param headers beside those of all answers and `Content-Length`
 */
export function endWithAnswer(
  socket: Socket,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries(headers).map((pair) => pair.join(': ')),
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...SECURE_HEADER_LINES,
    'Connection: close',
  ];
  // Of an upgrade nobody listens any more; the answer is lost then, and that is all.
  socket.on('error', () => undefined);
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // Closed at once it would be reset by what is still on its way, and the answer lost; nor may it stay for as long as
  // the other side likes.
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(timer));
}
