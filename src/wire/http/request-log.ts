import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ErrorCode } from '../../common/errors/error-codes.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who the caller was found to be: a user id, `cms`, `cms:<user name>`, or `cms:#<id>` before the name is known. */
    caller?: string;
    /** With what it was refused; the status may be 200 then (ERROR_STATUS). */
    errorCode?: ErrorCode;
  }
}

const MAX_FIELD = 1024;

/** One line per request: id, user, route, status, code of a refusal, time. Never a query string, header or body: they hold secrets. */
export function registerRequestLog(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    logger.info({
      request_id: request.id,
      user: request.caller,
      method: request.method,
      route: routeOf(request),
      status: reply.statusCode,
      error_code: request.errorCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    });
    done();
  });
}

/** The route's pattern; for an unknown one the path, without its query. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? request.url.split('?', 1)[0]?.slice(0, MAX_FIELD) ?? '';
}
