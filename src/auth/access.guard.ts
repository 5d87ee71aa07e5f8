import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Socket } from 'socket.io';
import { AppError } from '../common/errors/app-error.js';
import { accessOf, identityHolder } from '../wire/access.js';
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
        this.admitCms(context);
        return true;
      case undefined:
        throw new AppError(10003);
    }
  }

  private async admitUser(context: ExecutionContext): Promise<void> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { uid } = await this.users.authenticate(BEARER.exec(request.headers.authorization ?? '')?.[1]);
    identityHolder(context).identity = { kind: 'user', uid };
    request.caller = String(uid);
  }

  private admitCms(context: ExecutionContext): void {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const apiKey = request.headers['x-api-key'];
    this.cms.authenticate(typeof apiKey === 'string' ? apiKey : undefined);
    identityHolder(context).identity = { kind: 'cms' };
    request.caller = 'cms';
  }
}
