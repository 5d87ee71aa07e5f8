import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';

/** After which a connection is ended on which nothing comes, and nothing that is sent is taken. */
export const SILENCE_MS = 10_000;
/** A push to thousands waits for its turn for up to ten seconds, and then takes some: longer than any call needs. */
const ANSWER_MS = 60_000;

/** While a call is carried out its connection is silent because of us, and is not ended for it. */
export function waitForAnswers(fastify: FastifyInstance): void {
  /** Calls that are being carried out: a client may ask for the next one before it has its answer. */
  const underWay = new WeakMap<Socket, Set<FastifyRequest>>();
  // The body is read by now: until here the caller could be the slow one.
  fastify.addHook('preHandler', (request, _reply, done) => {
    const { socket } = request.raw;
    const calls = underWay.get(socket) ?? new Set();
    underWay.set(socket, calls.add(request));
    socket.setTimeout(ANSWER_MS);
    done();
  });
  fastify.addHook('onSend', (request, _reply, payload, done) => {
    const { socket } = request.raw;
    const calls = underWay.get(socket);
    calls?.delete(request);
    if (!calls || calls.size === 0) socket.setTimeout(SILENCE_MS);
    done(null, payload);
  });
}
