import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Configuration } from '../../config/configuration.js';
import { toAppError } from '../to-app-error.js';
import { sendFailure } from './http-failure.js';

/** The HTTP door of the error mapper. Sockets have their own (`AckExceptionFilter`). */
@Catch()
export class HttpExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger(HttpExceptionFilter.name);

  constructor(private readonly configuration: Configuration) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = toAppError(thrown);
    if (error.code === 10500) {
      this.logger.error({ request_id: request.id, err: thrown }, 'Unexpected error');
    }
    if (!reply.sent) sendFailure(request, reply, error, this.configuration.errorsAnswerOk);
  }
}
