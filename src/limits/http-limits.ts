import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AppError, isOurs } from '../common/errors/app-error.js';
import { networkOf } from '../common/network.js';
import type { Access } from '../wire/access.js';
import { budgetOfCall } from '../wire/budgets.js';
import { FailureLog } from '../wire/failure-log.js';
import { sendFailure } from '../wire/http/http-failure.js';
import { TrustedProxies } from '../wire/http/trusted-proxies.js';
import type { RouteAccess } from '../wire/route-access.js';
import { MAX_BODY } from '../wire/routes.js';
import { toAppError } from '../wire/to-app-error.js';
import { BodiesOnTheirWay } from './bodies-on-their-way.js';
import { CallLimits } from './call-limits.js';
import { type Caller, type FindCaller, keyOf } from './caller.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether it has counted towards a limit, or need not. */
    isCounted?: boolean;
    /** Whose credentials it brought; a ban or a removal may make nothing of them yet. */
    claimant?: Caller;
  }
}

/** For supervisors: they come often, and from one address. */
const UNLIMITED = new Set(['/healthz', '/readyz', '/metrics']);

export interface HttpDoor {
  readonly routes: RouteAccess;
  readonly findCaller: FindCaller;
  /** As of `sendFailure`. */
  readonly errorsAnswerOk: boolean;
}

/**
 * Sees to it that each HTTP call counts once, for its caller where there is one, else for its address; and that no body
 * is read of whoever is over the limit, or has too many on their way.
 */
@Injectable()
export class HttpLimits {
  constructor(
    private readonly limits: CallLimits,
    private readonly bodies: BodiesOnTheirWay,
    private readonly proxies: TrustedProxies,
    private readonly failures: FailureLog,
  ) {}

  /** Asks who calls before the body is read, and counts what is refused before the guard could, such as no JSON. */
  register(fastify: FastifyInstance, { routes, findCaller, errorsAnswerOk }: HttpDoor): void {
    fastify.addHook('onRequest', async (request, reply) => {
      const route = request.routeOptions.url ?? '';
      if (UNLIMITED.has(route)) request.isCounted = true;
      const error = await this.begin(request, routes.get(route), findCaller);
      if (error === undefined) return undefined;
      sendFailure(request, reply, error, errorsAnswerOk);
      return reply;
    });
    fastify.decorate('judgeRefusal', (request: FastifyRequest, error: AppError) => this.judge(request, error));
  }

  /** For a call whose caller may come in. @throws AppError 10005 */
  countCaller(request: FastifyRequest, caller: Caller): void {
    request.isCounted = true;
    throwIf(this.limits.count(caller, budgetOfCall(request.routeOptions.url)));
  }

  /** For a call that counted for a caller who turns out to be nobody: its refusal counts by address. */
  disown(request: FastifyRequest, caller: Caller): void {
    this.limits.uncount(caller, budgetOfCall(request.routeOptions.url));
    request.isCounted = false;
  }

  /** For a call that needs no caller. @throws AppError 10005 */
  countAddress(request: FastifyRequest): void {
    throwIf(this.countAddressOnce(request));
  }

  /** @returns what the call is refused with, its body unread */
  private async begin(
    request: FastifyRequest,
    access: Access | undefined,
    findCaller: FindCaller,
  ): Promise<AppError | undefined> {
    if (access !== 'user' && access !== 'cms') return this.beginOfAddress(request);
    let caller: Caller;
    try {
      caller = await findCaller(request, access);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!isOurs(error)) return this.beginOfAddress(request);
      // Where the key set is out of reach nobody can be told from anybody. Asked again it would take as long again.
      this.failures.report(error, thrown, { door: 'http', request_id: request.id });
      return error;
    }
    request.claimant = caller;
    request.caller = nameOf(caller);
    const error =
      this.limits.check(caller, budgetOfCall(request.routeOptions.url)) ?? this.beginBody(request, keyOf(caller));
    if (error) request.isCounted = true;
    return error;
  }

  private beginOfAddress(request: FastifyRequest): AppError | undefined {
    if (request.isCounted) return undefined;
    const error = this.beginBody(request, `a${networkOf(this.addressOf(request))}`);
    if (error === undefined) return this.countAddressOnce(request);
    request.isCounted = true;
    return error;
  }

  private beginBody(request: FastifyRequest, key: string | undefined): AppError | undefined {
    return this.bodies.begin(key, request.raw, request.routeOptions.bodyLimit ?? MAX_BODY);
  }

  private judge(request: FastifyRequest, error: AppError): AppError {
    if (isOurs(error)) return error;
    return (request.isCounted ? undefined : this.countRefused(request, error)) ?? error;
  }

  /** Whoever is refused as nobody counts by address, also where the credentials were good: a banned user is nobody. */
  private countRefused(request: FastifyRequest, { code }: AppError): AppError | undefined {
    const { claimant } = request;
    if (claimant === undefined || code === 10001 || code === 10002) return this.countAddressOnce(request);
    request.isCounted = true;
    return this.limits.count(claimant, budgetOfCall(request.routeOptions.url));
  }

  private countAddressOnce(request: FastifyRequest): AppError | undefined {
    if (request.isCounted) return undefined;
    request.isCounted = true;
    return this.limits.countAddress(this.addressOf(request));
  }

  /** Not `request.address`: the request of a path that is none is not decorated. */
  private addressOf({ raw, headers }: FastifyRequest): string {
    return this.proxies.addressOf(raw.socket.remoteAddress, headers);
  }
}

/** For the log; of a person of the CMS the name is not known yet. */
function nameOf(caller: Caller): string {
  if (caller.kind === 'user') return String(caller.uid);
  return caller.operatorId === undefined ? 'cms' : `cms:#${caller.operatorId}`;
}

function throwIf(error: AppError | undefined): void {
  if (error) throw error;
}
