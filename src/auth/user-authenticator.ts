import { Injectable } from '@nestjs/common';
import { AppError, isOurs } from '../common/errors/app-error.js';
import { UserService } from '../users/user.service.js';
import { toAppError } from '../wire/to-app-error.js';
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
    assertUnexpired(expiresAt);
    if (!(await this.users.isActive(uid))) throw new AppError(10001);
  }

  /**
   * What a refusal becomes that comes before anybody asked for the caller (`AsksForCallerItself`): who may not call is
   * told nothing else.
   */
  async refusalOf(caller: VerifiedToken, error: AppError): Promise<AppError> {
    if (isOurs(error) || error.code === 10001) return error;
    try {
      await this.assertActive(caller);
      return error;
    } catch (thrown) {
      return toAppError(thrown);
    }
  }
}

/** @throws AppError 10002 */
export function assertUnexpired(expiresAt: number): void {
  if (expiresAt <= Date.now()) throw new AppError(10002);
}
