import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Socket } from 'socket.io';
import { AppError } from '../common/errors/app-error.js';
import { accessOf, type CmsIdentity, cmsAudienceOf, identityHolder } from '../wire/access.js';
import { CmsAuthenticator } from './cms-authenticator.js';
import { type SocketSession } from './socket-session.js';
import { UserAuthenticator } from './user-authenticator.js';

const BEARER = /^Bearer ([\w.~+/=-]+)$/i;

/**
 * The one guard, in front of every call and socket event. A controller or gateway says whom it is
 * for (`UserApi`, `CmsApi`, `AccessFor`); one that says nothing is for nobody.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly users: UserAuthenticator,
    private readonly cms: CmsAuthenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() === 'ws') {
      await this.users.assertActive(context.switchToWs().getClient<Socket<never, never, never, SocketSession>>().data);
      return true;
    }
    switch (accessOf(context.getClass())) {
      case 'public':
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

  private async admitUser(context: ExecutionContext): Promise<void> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { uid } = await this.users.authenticate(bearerOf(request));
    identityHolder(context).identity = { kind: 'user', uid };
    request.caller = String(uid);
  }

  private async admitCms(context: ExecutionContext): Promise<void> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const apiKey = request.headers['x-api-key'];
    const { identity } = await this.cms.authenticate({
      apiKey: Array.isArray(apiKey) ? '' : apiKey,
      token: bearerOf(request),
    });
    identityHolder(context).identity = identity;
    request.caller = identity.operatorId === undefined ? 'cms' : `cms:${identity.actor}`;
    assertAdmitted(identity, context);
  }
}

/** @throws AppError 10003 */
function assertAdmitted({ role, operatorId }: CmsIdentity, context: ExecutionContext): void {
  const audience = cmsAudienceOf(context.getClass());
  if (audience.role === 'admin' && role !== 'admin') throw new AppError(10003);
  if (audience.peopleOnly && operatorId === undefined) throw new AppError(10003);
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return BEARER.exec(headers.authorization ?? '')?.[1];
}
