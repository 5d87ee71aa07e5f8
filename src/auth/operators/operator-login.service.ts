import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import type { IssuedToken } from '../token-issuer.js';
import { LoginThrottle } from './login-throttle.js';
import { operatorChanged } from './operator-events.js';
import type { Operator } from './operator.js';
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
    let operator: Operator | undefined;
    const isRight = await this.throttle.guess(username, address, async () => {
      operator = await this.operators.findByName(username);
      return this.passwords.verify(password, operator?.passwordHash);
    });
    if (!operator || !isRight) throw new AppError(10001);
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
    const check = (): Promise<boolean> => this.passwords.verify(old, operator.passwordHash);
    if (!(await this.throttle.guess(username, address, check))) throw new AppError(50003);
    const passwordHash = await this.passwords.hash(fresh);
    await this.unitOfWork.run(async (tx) => {
      if (!(await this.operators.setPassword(tx, id, passwordHash, tokenVersion))) throw new AppError(10001);
      tx.emit(operatorChanged, { operatorId: id });
    });
    return this.tokens.issue({ id, tokenVersion: tokenVersion + 1 });
  }
}
