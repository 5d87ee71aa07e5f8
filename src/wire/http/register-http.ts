import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { bodyLimitOf } from '../routes.js';
import { registerBodyParsers } from './body-parsers.js';
import { waitForAnswers } from './connection-timeouts.js';
import { answerBeforeBody } from './early-answer.js';
import { registerRequestLog } from './request-log.js';
import { addSecureHeaders } from './secure-headers.js';

/** What every route gets; call it before Nest registers its routes. */
export function registerHttp(fastify: FastifyInstance, logger: Logger): void {
  registerBodyParsers(fastify);
  registerRequestLog(fastify, logger);
  answerBeforeBody(fastify);
  waitForAnswers(fastify);
  fastify.addHook('onRoute', (route) => {
    route.bodyLimit = bodyLimitOf(route.url);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-Id', request.id);
    done();
  });
  // As it goes out: a preflight is answered by Nest's own hook, before any `onRequest` of ours.
  fastify.addHook('onSend', (request, reply, payload, done) => {
    addSecureHeaders(request, reply);
    done(null, payload);
  });
  // Node answers 417 itself to an Expect that it does not know, where nobody else does; it may be ignored (RFC 9110).
  fastify.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    fastify.server.emit('request', request, response);
  });
}
