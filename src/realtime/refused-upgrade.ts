import type { IncomingMessage } from 'node:http';
import type { Server } from 'socket.io';
import { SECURE_HEADER_LINES } from '../wire/http/secure-headers.js';

/** Of engine.io's `connection_error`. */
interface Refusal {
  /** `res` of a request that is no upgrade; `websocket` of one that was upgraded already. */
  readonly req: IncomingMessage & { readonly res?: unknown; readonly websocket?: unknown };
  readonly message: string;
  readonly context?: { readonly message?: string };
}

/**
 * Answers the WebSockets that engine.io lets nobody open: 400, with its own words. It would write them itself, as a page
 * of HTML and without the headers that all answers have; it emits this before, and only closes what is answered.
 */
export function refuseUpgrades(engine: Server['engine']): void {
  engine.on('connection_error', ({ req, message, context }: Refusal) => {
    if (req.res !== undefined || req.websocket !== undefined) return;
    const body = context?.message ?? message;
    const head = [
      'HTTP/1.1 400 Bad Request',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...SECURE_HEADER_LINES,
      'Connection: close',
    ];
    req.socket.on('error', () => undefined);
    req.socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
}
