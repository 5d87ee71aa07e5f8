import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, badParameter } from '../../common/errors/app-error.js';
import { failure } from '../envelope.js';
import { endWithAnswer } from './bare-answer.js';

/** Made once: thousands of slow connections may be ended in a second, and each error takes its stack. */
const TOO_LARGE = new AppError(10006);
const UNPARSABLE = badParameter('request');

/**
 * What is no HTTP at all, or too slow, never becomes a request, so it is answered on the socket itself.
 * @returns with what, if so
 */
export function answerUnparsable(
  error: NodeJS.ErrnoException,
  socket: Socket,
  errorsAnswerOk: boolean,
): AppError | undefined {
  // Told about each part of it anew: what comes after the answer is forgotten.
  if (socket.writableEnded) return undefined;
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
    socket.destroy();
    return undefined;
  }
  const refusal = error.code === 'HPE_HEADER_OVERFLOW' ? TOO_LARGE : UNPARSABLE;
  const status = errorsAnswerOk ? 200 : refusal.row.status;
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'X-Request-Id': randomUUID() };
  endWithAnswer(socket, status, headers, JSON.stringify(failure(refusal, 'zh')));
  return refusal;
}

/** Whether a call before it is being carried out or answered: what is said now would be taken for that call's answer. */
function isAnswering(socket: Socket): boolean {
  // As Node's own handler finds it out.
  const response = (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage;
  return response !== undefined && response !== null && (response.headersSent || response.req.complete);
}
