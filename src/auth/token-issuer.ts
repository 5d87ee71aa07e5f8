import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { AppError } from '../common/errors/app-error.js';
import { Configuration } from '../config/configuration.js';
import { UserService } from '../users/user.service.js';
import { AUDIENCE } from './token-verifier.js';

export const DEFAULT_EXPIRES_IN = 86_400;

export interface IssuedToken {
  readonly token: string;
  /** Seconds. */
  readonly expires_in: number;
}

/** Issues user tokens for host apps without a login of their own (contract, section 7, issueUserToken). */
@Injectable()
export class TokenIssuer {
  constructor(
    private readonly configuration: Configuration,
    private readonly users: UserService,
  ) {}

  /**
   * @param expiresIn seconds
   * @throws AppError 10003 where tokens are signed by the host app itself, 20001
   */
  async issue(uid: number, expiresIn: number = DEFAULT_EXPIRES_IN): Promise<IssuedToken> {
    const keys = this.configuration.tokenKeys;
    if (keys.kind !== 'secret') throw new AppError(10003);
    await this.users.assertExist([uid]);
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(String(uid))
      .setAudience(AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + expiresIn)
      .sign(new TextEncoder().encode(keys.secret));
    return { token, expires_in: expiresIn };
  }
}
