import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { SecretCheck } from '../common/secret-check.js';
import { Configuration } from '../config/configuration.js';
import type { CmsIdentity } from '../wire/access.js';
import { API_KEY_ACTOR, identityOf } from './operators/operator.js';
import { type OperatorClaims, OperatorTokens } from './operators/operator-tokens.js';
import { OperatorRepository } from './operators/operator.repository.js';

/** What a caller of the CMS brought along. */
export interface CmsCredentials {
  readonly apiKey: string | undefined;
  /** Looked at only where there is no key. */
  readonly token: string | undefined;
}

export interface CmsSession {
  readonly identity: CmsIdentity;
  /** UTC milliseconds at which the token ends; a key never does. */
  readonly expiresAt: number;
}

/** Lets the host app's servers in by their API key, and people by their token (contract, section 3). */
@Injectable()
export class CmsAuthenticator {
  private readonly key: SecretCheck;

  constructor(
    { cmsApiKey }: Configuration,
    private readonly tokens: OperatorTokens,
    private readonly operators: OperatorRepository,
  ) {
    this.key = new SecretCheck(cmsApiKey);
  }

  /**
   * What they say by themselves, without the database. A key decides alone: a wrong one is not made good by a token,
   * and a right one is not made less by one.
   * @returns `key` where they are the host app's
   * @throws AppError 10001, 10002
   */
  async verify({ apiKey, token }: CmsCredentials): Promise<OperatorClaims | 'key'> {
    if (apiKey === undefined) return this.tokens.verify(token);
    if (!this.key.matches(apiKey)) throw new AppError(10001);
    return 'key';
  }

  /**
   * The operator is read each time, so that changes and removal count at once, on every node.
   * @throws AppError 10001, 10002
   */
  async authenticate(credentials: CmsCredentials): Promise<CmsSession> {
    const claims = await this.verify(credentials);
    if (claims === 'key') {
      const identity = { kind: 'cms', actor: API_KEY_ACTOR, role: 'admin' } as const;
      return { identity, expiresAt: Infinity };
    }
    const { operatorId, tokenVersion, expiresAt } = claims;
    const operator = await this.operators.findById(operatorId);
    if (operator?.tokenVersion !== tokenVersion) throw new AppError(10001);
    return { identity: identityOf(operator), expiresAt };
  }
}
