import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import type { CmsIdentity } from '../../wire/access.js';
import { OperatorRepository } from './operator.repository.js';
import { ServiceAccessRepository } from './service-access.repository.js';

/** Which official accounts there are, for whoever asks: admins know all, operators those assigned to them. */
@Injectable()
export class ServiceAccess {
  constructor(
    private readonly accounts: ServiceAccessRepository,
    private readonly operators: OperatorRepository,
  ) {}

  /**
   * Asked of the database each time: an assignment that ended counts at once, and so do a new password and a removal.
   * @throws AppError 20006, in the same words where the account is unknown and where it is not assigned:
   *   an operator does not learn which; 10001 where the caller's token holds no more
   */
  async assertMayUse(caller: CmsIdentity, serviceId: number): Promise<void> {
    if (await this.accounts.mayUse(caller, serviceId)) return;
    throw new AppError((await this.isStillIn(caller)) ? 20006 : 10001);
  }

  /**
   * The accounts that the caller may use, asked of the database each time; ascending.
   * @throws AppError 10001 where the caller's token holds no more
   */
  async findUsable(caller: CmsIdentity): Promise<number[]> {
    const usable = await this.accounts.findUsable(caller);
    // A token that has ended finds none.
    if (usable.length === 0 && !(await this.isStillIn(caller))) throw new AppError(10001);
    return usable;
  }

  /** Whether the caller's token is as good as when the call came in. */
  private async isStillIn({ operatorId, tokenVersion }: CmsIdentity): Promise<boolean> {
    if (operatorId === undefined) return true;
    return (await this.operators.findById(operatorId))?.tokenVersion === tokenVersion;
  }
}
