import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Socket } from 'socket.io';
import { AppError } from '../common/errors/app-error.js';
import { HttpLimits } from '../limits/http-limits.js';
import { accessOf, asksForCallerItself, type CmsIdentity, cmsAudienceOf, identityHolder } from '../wire/access.js';
import { CmsAuthenticator } from './cms-authenticator.js';
import { bearerOf, cmsCredentialsOf } from './credentials.js';
import { type SocketSession } from './socket-session.js';
import type { VerifiedToken } from './token-verifier.js';
import { assertUnexpired, UserAuthenticator } from './user-authenticator.js';

/**
 * The one guard, in front of every call and socket event. A controller or gateway says whom it is
 * for (`UserApi`, `CmsApi`, `AccessFor`); one that says nothing is for nobody. Whoever is over the limit was refused
 * before the body was read (`HttpLimits`). Calls count for the caller that is found here (contract,
 * section 8); events count as they come in (`EventDispatcher`).
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly users: UserAuthenticator,
    private readonly cms: CmsAuthenticator,
    private readonly limits: HttpLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() === 'ws') {
      await this.admitEvent(context);
      return true;
    }
    switch (accessOf(context.getClass())) {
      case 'public':
        this.limits.countAddress(context.switchToHttp().getRequest<FastifyRequest>());
        return true;
      case 'user':
        await this.admitUser(context);
        return true;
      case 'cms':
        await this.admitCms(context);
        return true;
      case undefined:
        throw new AppError(10003);
    }
  }

  private async admitEvent(context: ExecutionContext): Promise<void> {
    const session = context.switchToWs().getClient<Socket<never, never, never, SocketSession>>().data;
    const isAskedLater = asksForCallerItself(context.getHandler());
    // Of this event: a socket's events come one after the other.
    session.refusalOf = isAskedLater ? (error) => this.users.refusalOf(session, error) : undefined;
    if (isAskedLater) assertUnexpired(session.expiresAt);
    else await this.users.assertActive(session);
  }

  private async admitUser(context: ExecutionContext): Promise<void> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const verified = await this.users.verify(bearerOf(request));
    const identity = { kind: 'user', uid: verified.uid } as const;
    const isAskedLater = asksForCallerItself(context.getHandler());
    if (!isAskedLater) await this.users.assertActive(verified);
    identityHolder(context).identity = identity;
    request.caller = String(verified.uid);
    this.limits.countCaller(request, identity);
    if (isAskedLater) request.refusalOf = (error) => this.refusalOf(request, verified, error);
  }

  private async refusalOf(request: FastifyRequest, caller: VerifiedToken, error: AppError): Promise<AppError> {
    const refusal = await this.users.refusalOf(caller, error);
    if (refusal.code === 10001 || refusal.code === 10002)
      this.limits.disown(request, { kind: 'user', uid: caller.uid });
    return refusal;
  }

  private async admitCms(context: ExecutionContext): Promise<void> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { identity } = await this.cms.authenticate(cmsCredentialsOf(request));
    identityHolder(context).identity = identity;
    request.caller = identity.operatorId === undefined ? 'cms' : `cms:${identity.actor}`;
    this.limits.countCaller(request, identity);
    assertAdmitted(identity, context);
  }
}

/** @throws AppError 10003 */
function assertAdmitted({ role, operatorId }: CmsIdentity, context: ExecutionContext): void {
  const audience = cmsAudienceOf(context.getClass());
  if (audience.role === 'admin' && role !== 'admin') throw new AppError(10003);
  if (audience.peopleOnly && operatorId === undefined) throw new AppError(10003);
}
