import type { IncomingMessage } from 'node:http';

/** Whether a request has a body, and not all of it is there. */
export function isBodyOnItsWay({ complete, headers }: IncomingMessage): boolean {
  return !complete && (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined);
}
