import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Socket } from 'socket.io';
import type { SocketSession } from '../auth/socket-session.js';
import type { AppError } from '../common/errors/app-error.js';
import { failure } from '../wire/envelope.js';
import { FailureLog } from '../wire/failure-log.js';
import { toAppError } from '../wire/to-app-error.js';

/** Answers a refusal in the acknowledgement, where the client asked for one. */
export function answerFailure(socket: Socket, ack: unknown, error: AppError): void {
  const { language } = socket.data as SocketSession;
  if (typeof ack === 'function') (ack as (answer: unknown) => void)(failure(error, language));
}

/** The socket events' door of the error mapper. Global filters do not reach gateways, so each names it. */
@Catch()
export class AckExceptionFilter implements ExceptionFilter {
  constructor(private readonly failures: FailureLog) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const [socket, , ack] = host.getArgs<[Socket, unknown, unknown]>();
    const error = toAppError(thrown);
    this.failures.report(error, thrown, { door: 'event' });
    answerFailure(socket, ack, error);
  }
}
