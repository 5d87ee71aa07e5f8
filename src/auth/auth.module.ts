import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { UsersModule } from '../users/users.module.js';
import { AccessGuard } from './access.guard.js';
import { CmsAuthenticator } from './cms-authenticator.js';
import { TokenIssuer } from './token-issuer.js';
import { TokenVerifier } from './token-verifier.js';
import { UserAuthenticator } from './user-authenticator.js';

@Global()
@Module({
  imports: [UsersModule],
  providers: [
    TokenVerifier,
    TokenIssuer,
    UserAuthenticator,
    CmsAuthenticator,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [TokenIssuer, UserAuthenticator],
})
export class AuthModule {}
