import type { FastifyInstance } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { finished, Readable } from 'node:stream';
import { MAX_BODY } from '../routes.js';
import { isBodyOnItsWay } from './body-on-its-way.js';

/** What is still taken in of a body that is answered already, and for how long. */
const MAX_DISCARDED = 2 * MAX_BODY;
const MAX_MS = 5_000;

/**
 * An answer to a body that is still on its way, such as a 413, goes out whole at once, and then the rest of
 * the body is taken in and forgotten. A connection that closes with bytes unread is reset, and a phone or a
 * proxy would lose the answer.
 */
export function answerBeforeBody(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (typeof payload !== 'string' || !isBodyOnItsWay(request.raw)) {
      done(null, payload);
      return;
    }
    // Its length tells the caller that the answer is complete, long before the response ends here.
    void reply.header('Content-Length', String(Buffer.byteLength(payload)));
    done(null, Readable.from(textAndThenBody(payload, request.raw), { objectMode: false }));
  });
}

async function* textAndThenBody(text: string, body: IncomingMessage): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
  await discard(body);
}

/** Resolves at the end of the body, or where that is too far. */
function discard(body: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const timer = setTimeout(resolve, MAX_MS);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    finished(body, end);
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_DISCARDED) end();
    });
    body.resume();
  });
}
