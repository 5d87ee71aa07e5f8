import type { FastifyHttpOptions, RawServerDefault } from 'fastify';
import { type Configuration } from '../../config/configuration.js';
import type { DoorErrors } from '../../metrics/door-errors.js';
import { MAX_USER_BODY } from '../routes.js';
import { toAppError } from '../to-app-error.js';
import { FormFields } from '../fields/form-fields.js';
import { answerUnparsable } from './answer-unparsable.js';
import { parseUrlencoded } from './body-parsers.js';
import { sendFailure } from './http-failure.js';
import { SILENCE_MS } from './connection-timeouts.js';
import { requestId } from './request-id.js';
import { addSecureHeaders } from './secure-headers.js';
import { TrustedProxies } from './trusted-proxies.js';
import { WireRequest } from './wire-request.js';

type Query = FormFields & Record<string, unknown>;

/** Also of what has none, as most calls: Fastify asks all the same. */
function parseQuery(text: string): Query {
  return (text === '' ? new FormFields() : parseUrlencoded(Buffer.from(text, 'latin1'))) as Query;
}

/** Fastify as this server needs it: nothing hangs for ever, and its own refusals wear the envelope too. */
export function fastifyOptions(configuration: Configuration, errors: DoorErrors): FastifyHttpOptions<RawServerDefault> {
  const { errorsAnswerOk } = configuration;
  return {
    // Of what is no interface; of those that are see `bodyLimitOf`.
    bodyLimit: MAX_USER_BODY,
    // Slow headers, slow bodies and silent connections end within 12 s; idle WebSockets are not touched.
    connectionTimeout: SILENCE_MS,
    requestTimeout: 10_000,
    keepAliveTimeout: 60_000,
    http: {
      headersTimeout: 8_000,
      // Thousands that came together are not ended in one piece of work, which everybody else would wait for.
      connectionsCheckingInterval: 50,
      // Node's own refusal of a request without a host has no body. Nothing here depends on the host.
      requireHostHeader: false,
      IncomingMessage: WireRequest,
    },
    trustProxy: new TrustedProxies(configuration).trust,
    // Fastify's closing waits for keep-alive connections otherwise; ours ends them (see Shutdown).
    return503OnClosing: false,
    genReqId: requestId,
    routerOptions: {
      querystringParser: parseQuery,
      maxParamLength: 100,
    },
    frameworkErrors: (error, request, reply): void => {
      // No hook runs before these. Declared for any kind of server; this is the plain HTTP one.
      addSecureHeaders(request, reply);
      sendFailure(request, reply, toAppError(error), errorsAnswerOk);
    },
    clientErrorHandler: (error, socket): void => {
      const refusal = answerUnparsable(error, socket, errorsAnswerOk);
      if (refusal) errors.count('http', refusal.code);
    },
  };
}
