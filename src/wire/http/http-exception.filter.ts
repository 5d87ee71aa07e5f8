import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { badParameter } from '../../common/errors/app-error.js';
import { Configuration } from '../../config/configuration.js';
import { FailureLog } from '../failure-log.js';
import { toAppError } from '../to-app-error.js';
import { sendFailure } from './http-failure.js';

/** The HTTP door of the error mapper. Sockets have their own (`AckExceptionFilter`). */
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
    const error = thrown instanceof Error && request.raw.errored === thrown ? badParameter('body') : toAppError(thrown);
    this.failures.report(error, thrown, { door: 'http', request_id: request.id });
    if (!reply.sent) sendFailure(request, reply, error, this.configuration.errorsAnswerOk);
  }
}
