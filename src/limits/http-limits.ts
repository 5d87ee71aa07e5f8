import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppError } from '../common/errors/app-error.js';
import type { Identity } from '../wire/access.js';
import { budgetOfCall } from '../wire/budgets.js';
import { sendFailure } from '../wire/http/http-failure.js';
import { TrustedProxies } from '../wire/http/trusted-proxies.js';
import { BASE_PATH } from '../wire/routes.js';
import { CallLimits } from './call-limits.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether it has counted towards a limit, or need not. */
    isCounted?: boolean;
  }
}

/** For supervisors: they come often, and from one address. */
const UNLIMITED = new Set(['/healthz', '/readyz', '/metrics']);

/** Sees to it that each HTTP call counts once: for its caller where there is one, else for its address. */
@Injectable()
export class HttpLimits {
  constructor(
    private readonly limits: CallLimits,
    private readonly proxies: TrustedProxies,
  ) {}

  /**
   * Counts what nobody can be found to make, such as a call without credentials, before its body is read; and what
   * is refused later, before anybody was found: a bad token, or a body that is no JSON.
   * @param errorsAnswerOk as of `sendFailure`
   */
  register(fastify: FastifyInstance, errorsAnswerOk: boolean): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      const error = this.begin(request);
      if (error) sendFailure(request, reply, error, errorsAnswerOk);
      else done();
    });
    fastify.decorate('judgeRefusal', (request: FastifyRequest, error: AppError) => this.judge(request, error));
  }

  /** For a call whose caller is known. @throws AppError 10005 */
  countCaller(request: FastifyRequest, caller: Identity): void {
    request.isCounted = true;
    throwIf(this.limits.count(caller, budgetOfCall(request.routeOptions.url)));
  }

  /** Before it is asked whether this caller may call at all. @throws AppError 10005 where they may not in any case */
  checkCaller(request: FastifyRequest, caller: Identity): void {
    const error = this.limits.check(caller, budgetOfCall(request.routeOptions.url));
    if (error) request.isCounted = true;
    throwIf(error);
  }

  /** For a call that needs no caller. @throws AppError 10005 */
  countAddress(request: FastifyRequest): void {
    throwIf(this.countOnce(request));
  }

  private begin(request: FastifyRequest): AppError | undefined {
    if (UNLIMITED.has(request.routeOptions.url ?? '')) request.isCounted = true;
    return mayHaveCaller(request) ? undefined : this.countOnce(request);
  }

  private judge(request: FastifyRequest, error: AppError): AppError {
    // What fails on this side is nobody's doing.
    const isTheirs = error.code !== 10007 && error.code !== 10500;
    return (isTheirs ? this.countOnce(request) : undefined) ?? error;
  }

  private countOnce(request: FastifyRequest): AppError | undefined {
    if (request.isCounted) return undefined;
    request.isCounted = true;
    return this.limits.countAddress(this.proxies.addressOf(request.raw.socket.remoteAddress, request.headers));
  }
}

function mayHaveCaller({ headers, routeOptions }: FastifyRequest): boolean {
  const hasCredentials = headers.authorization !== undefined || headers['x-api-key'] !== undefined;
  return hasCredentials && routeOptions.url?.startsWith(`/${BASE_PATH}/`) === true;
}

function throwIf(error: AppError | undefined): void {
  if (error) throw error;
}
