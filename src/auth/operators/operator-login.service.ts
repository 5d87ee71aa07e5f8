import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import type { IssuedToken } from '../token-issuer.js';
import { LoginThrottle } from './login-throttle.js';
import { operatorChanged } from './operator-events.js';
import { OperatorTokens } from './operator-tokens.js';
import { OperatorRepository } from './operator.repository.js';
import { PasswordHasher } from './password-hasher.js';

/** How operators get their tokens: by their password, and by changing it. */
@Injectable()
export class OperatorLoginService {
  constructor(
    private readonly operators: OperatorRepository,
    private readonly passwords: PasswordHasher,
    private readonly tokens: OperatorTokens,
    private readonly throttle: LoginThrottle,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * @param address where the attempt comes from
   * @throws AppError 10001 alike for an unknown name and a wrong password, which take the same time; 10005
   */
  async login(username: string, password: string, address: string): Promise<IssuedToken> {
    const attempt = await this.throttle.begin(username, address);
    const operator = await this.operators.findByName(username);
    const isRight = await this.passwords.verify(password, operator?.passwordHash);
    if (!operator || !isRight) throw new AppError(10001);
    await attempt.succeeded();
    return this.tokens.issue(operator);
  }

  /**
   * Ends every token of the operator.
   * @returns a fresh token, the only one that is good then
   * @throws AppError 50003 for a wrong old password, 10001 where another change came first, 10005
   */
  async changePassword(operatorId: number, old: string, fresh: string, address: string): Promise<IssuedToken> {
    const operator = await this.operators.findById(operatorId);
    if (!operator) throw new AppError(10001);
    const { id, username, tokenVersion } = operator;
    // A stolen token is no leave to guess on.
    const attempt = await this.throttle.begin(username, address);
    if (!(await this.passwords.verify(old, operator.passwordHash))) throw new AppError(50003);
    await attempt.succeeded();
    const passwordHash = await this.passwords.hash(fresh);
    await this.unitOfWork.run(async (tx) => {
      if (!(await this.operators.setPassword(tx, id, passwordHash, tokenVersion))) throw new AppError(10001);
      tx.emit(operatorChanged, { operatorId: id });
    });
    return this.tokens.issue({ id, tokenVersion: tokenVersion + 1 });
  }
}
