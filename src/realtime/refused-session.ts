import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppError } from '../common/errors/app-error.js';
import { failure } from '../wire/envelope.js';
import { endWithAnswer } from '../wire/http/bare-answer.js';
import { requestId } from '../wire/http/request-id.js';
import { languageOf } from '../wire/language.js';

/** As engine.io hands it over: `res` where it is no upgrade. */
type EngineRequest = IncomingMessage & { readonly res?: ServerResponse };

/**
 * Answers whoever may open no session, a poll or an upgrade, in the envelope of all answers (contract, section 4).
 * engine.io, which knows none, is to hear no more of it: what it is told is refused it answers itself.
 */
export function refuseSession(request: EngineRequest, error: AppError, errorsAnswerOk: boolean): void {
  const status = errorsAnswerOk ? 200 : error.row.status;
  const body = JSON.stringify(failure(error, languageOf(request.headers['accept-language'])));
  const headers: Record<string, string> = {
    'Content-Type': 'application/json; charset=utf-8',
    'X-Request-Id': requestId(request),
    ...(error.retryAfter === undefined ? {} : { 'Retry-After': String(error.retryAfter) }),
  };
  if (request.res) request.res.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body);
  else endWithAnswer(request.socket, status, headers, body);
}
