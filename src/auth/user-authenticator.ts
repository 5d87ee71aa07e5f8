import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { UserService } from '../users/user.service.js';
import { TokenVerifier, type VerifiedToken } from './token-verifier.js';

/** Who a token speaks for, as of now: REST guard and socket handshake ask the same question here. */
@Injectable()
export class UserAuthenticator {
  constructor(
    private readonly tokens: TokenVerifier,
    private readonly users: UserService,
  ) {}

  /** What the token says, without asking whether its user may still call. @throws AppError 10001, 10002 */
  verify(token: string | undefined): Promise<VerifiedToken> {
    return this.tokens.verify(token);
  }

  /** For a caller who was let in earlier: the token's time and the ban are looked at anew. @throws AppError */
  async assertActive({ uid, expiresAt }: VerifiedToken): Promise<void> {
    if (expiresAt <= Date.now()) throw new AppError(10002);
    if (!(await this.users.isActive(uid))) throw new AppError(10001);
  }
}
