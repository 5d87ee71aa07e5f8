import type { FastifyHttpOptions, RawServerDefault } from 'fastify';
import { randomUUID } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, badParameter } from '../../common/errors/app-error.js';
import { type Configuration } from '../../config/configuration.js';
import type { DoorErrors } from '../../metrics/door-errors.js';
import { failure } from '../envelope.js';
import { MAX_BODY } from '../routes.js';
import { toAppError } from '../to-app-error.js';
import type { FormFields } from '../fields/form-fields.js';
import { parseUrlencoded } from './body-parsers.js';
import { sendFailure } from './http-failure.js';
import { addSecureHeaders, SECURE_HEADER_LINES } from './secure-headers.js';
import { TrustedProxies } from './trusted-proxies.js';
import { WireRequest } from './wire-request.js';

/** For which a connection is kept after its last answer, for the other side to read it. */
const LINGER_MS = 5_000;

const REQUEST_ID = /^[\w.:-]{1,64}$/;

/** Fastify as this server needs it: nothing hangs for ever, and its own refusals wear the envelope too. */
export function fastifyOptions(configuration: Configuration, errors: DoorErrors): FastifyHttpOptions<RawServerDefault> {
  const { errorsAnswerOk } = configuration;
  return {
    bodyLimit: MAX_BODY,
    // Slow headers, slow bodies and silent connections end within 12 s; idle WebSockets are not touched.
    connectionTimeout: 10_000,
    requestTimeout: 10_000,
    keepAliveTimeout: 60_000,
    http: {
      headersTimeout: 8_000,
      connectionsCheckingInterval: 2_000,
      // Node's own refusal of a request without a host has no body. Nothing here depends on the host.
      requireHostHeader: false,
      IncomingMessage: WireRequest,
    },
    trustProxy: new TrustedProxies(configuration).trust,
    // Fastify's closing waits for keep-alive connections otherwise; ours ends them (see Shutdown).
    return503OnClosing: false,
    genReqId: requestId,
    routerOptions: {
      querystringParser: (text) => parseUrlencoded(Buffer.from(text, 'latin1')) as FormFields & Record<string, unknown>,
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

/** The caller's own `X-Request-Id` where it is fit for a log, else a new one. */
function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** What is no HTTP at all never becomes a request, so it is answered on the socket itself. @returns with what, if so */
function answerUnparsable(error: NodeJS.ErrnoException, socket: Socket, errorsAnswerOk: boolean): AppError | undefined {
  // Told about each part of it anew: what comes after the answer is forgotten.
  if (socket.writableEnded) return undefined;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return undefined;
  }
  const refusal = error.code === 'HPE_HEADER_OVERFLOW' ? new AppError(10006) : badParameter('request');
  const status = errorsAnswerOk ? 200 : refusal.row.status;
  const body = JSON.stringify(failure(refusal, 'zh'));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${randomUUID()}`,
    ...SECURE_HEADER_LINES,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // Closed at once it would be reset by what is still on its way, and the answer lost.
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(timer));
  return refusal;
}
