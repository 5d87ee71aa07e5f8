import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../limits/caller.js';
import { CmsAuthenticator } from './cms-authenticator.js';
import { bearerOf, cmsCredentialsOf } from './credentials.js';
import { UserAuthenticator } from './user-authenticator.js';

/** Who calls, by the signature of a token or by the key alone (`FindCaller`): `AccessGuard` asks the rest. */
@Injectable()
export class CallerFinder {
  constructor(
    private readonly users: UserAuthenticator,
    private readonly cms: CmsAuthenticator,
  ) {}

  /** @throws AppError 10001, 10002, 10007 where the host app's key set is out of reach */
  async find(request: FastifyRequest, access: 'user' | 'cms'): Promise<Caller> {
    if (access === 'user') return { kind: 'user', uid: (await this.users.verify(bearerOf(request))).uid };
    const claims = await this.cms.verify(cmsCredentialsOf(request));
    return claims === 'key' ? { kind: 'cms' } : { kind: 'cms', operatorId: claims.operatorId };
  }
}
