import type { IncomingMessage } from 'node:http';
import type { Server } from 'socket.io';
import { endWithAnswer } from '../wire/http/bare-answer.js';

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
    endWithAnswer(req.socket, 400, { 'Content-Type': 'text/plain; charset=utf-8' }, context?.message ?? message);
  });
}
