import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { LimitsModule } from '../limits/limits.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessGuard } from './access.guard.js';
import { CallerFinder } from './caller-finder.js';
import { CmsAuthenticator } from './cms-authenticator.js';
import { LoginThrottle } from './operators/login-throttle.js';
import { OperatorLoginService } from './operators/operator-login.service.js';
import { OperatorTokens } from './operators/operator-tokens.js';
import { OperatorRepository } from './operators/operator.repository.js';
import { OperatorStandings } from './operators/operator-standings.js';
import { OperatorService } from './operators/operator.service.js';
import { PasswordHasher } from './operators/password-hasher.js';
import { ServiceAccessRepository } from './operators/service-access.repository.js';
import { ServiceAccess } from './operators/service-access.js';
import { TokenIssuer } from './token-issuer.js';
import { TokenVerifier } from './token-verifier.js';
import { UserAuthenticator } from './user-authenticator.js';

@Global()
@Module({
  imports: [LimitsModule, UsersModule],
  providers: [
    TokenVerifier,
    TokenIssuer,
    UserAuthenticator,
    CmsAuthenticator,
    CallerFinder,
    OperatorRepository,
    OperatorTokens,
    PasswordHasher,
    LoginThrottle,
    OperatorService,
    OperatorStandings,
    OperatorLoginService,
    ServiceAccess,
    ServiceAccessRepository,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [
    TokenIssuer,
    UserAuthenticator,
    CmsAuthenticator,
    CallerFinder,
    OperatorService,
    OperatorLoginService,
    ServiceAccess,
    OperatorStandings,
  ],
})
export class AuthModule {}
