import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppError } from '../../common/errors/app-error.js';
import { failure } from '../envelope.js';
import { languageOf } from '../language.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** What a refusal is answered with: another one where too many are refused. */
    judgeRefusal?: (request: FastifyRequest, error: AppError) => AppError;
  }
}

/** Answers a refusal over HTTP: envelope, status (or 200 with ERROR_STATUS=200) and `Retry-After`. */
export function sendFailure(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: AppError,
  errorsAnswerOk: boolean,
): void {
  const error = request.server.judgeRefusal?.(request, refusal) ?? refusal;
  request.errorCode = error.code;
  if (error.retryAfter !== undefined) void reply.header('Retry-After', String(error.retryAfter));
  void reply
    .header('X-Request-Id', request.id)
    .status(errorsAnswerOk ? 200 : error.row.status)
    .type('application/json; charset=utf-8')
    .send(failure(error, languageOf(request.headers['accept-language'])));
}
