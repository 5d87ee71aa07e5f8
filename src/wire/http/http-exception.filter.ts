import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AppError, badParameter } from '../../common/errors/app-error.js';
import { Configuration } from '../../config/configuration.js';
import { FailureLog } from '../failure-log.js';
import { toAppError } from '../to-app-error.js';
import { sendFailure } from './http-failure.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What a refusal becomes where the guard left its question about the caller to the handler. Never rejects. */
    refusalOf?: (error: AppError) => Promise<AppError>;
  }
}

/** The HTTP door of the error mapper. That of socket events is `EventDispatcher`. */
@Catch()
export class HttpExceptionFilter implements ExceptionFilter {
  constructor(
    private readonly configuration: Configuration,
    private readonly failures: FailureLog,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    // A body that broke off: its ECONNRESET is the caller's, and not the database's.
    const cause = thrown instanceof Error && request.raw.errored === thrown ? badParameter('body') : toAppError(thrown);
    const answer = (error: AppError): void => {
      this.failures.report(error, error === cause ? thrown : error.cause, { door: 'http', request_id: request.id });
      if (!reply.sent) sendFailure(request, reply, error, this.configuration.errorsAnswerOk);
    };
    if (request.refusalOf === undefined) answer(cause);
    else void request.refusalOf(cause).then(answer);
  }
}
