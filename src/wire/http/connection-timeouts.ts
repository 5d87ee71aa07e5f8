import type { FastifyInstance } from 'fastify';

/** After which a connection is ended on which nothing comes, and nothing that is sent is taken. */
export const SILENCE_MS = 10_000;
/** A push to thousands waits for its turn for up to ten seconds, and then takes some: longer than any call needs. */
const ANSWER_MS = 60_000;

/** While a call is carried out its connection is silent because of us, and is not ended for it. */
export function waitForAnswers(fastify: FastifyInstance): void {
  // The body is read by now: until here the caller could be the slow one.
  fastify.addHook('preHandler', (request, _reply, done) => {
    request.raw.socket.setTimeout(ANSWER_MS);
    done();
  });
  fastify.addHook('onSend', (request, _reply, payload, done) => {
    request.raw.socket.setTimeout(SILENCE_MS);
    done(null, payload);
  });
}
