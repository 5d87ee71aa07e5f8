import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import type { Page } from '../../common/paging.js';
import { IdAllocator } from '../../database/id-allocator.js';
import type { RowPage } from '../../database/read-page.js';
import type { Tx } from '../../database/session.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { ServiceAccountService } from '../../users/service-account.service.js';
import type { CmsRole } from '../../wire/access.js';
import { operatorChanged } from './operator-events.js';
import { API_KEY_ACTOR, type ListedOperator, type Operator } from './operator.js';
import { OperatorRepository } from './operator.repository.js';
import { PasswordHasher } from './password-hasher.js';

export interface NewOperator {
  readonly username: string;
  readonly role: CmsRole;
  readonly password: string;
}

/** Who works with the CMS, and for which official accounts. What changes here counts from the next call on. */
@Injectable()
export class OperatorService {
  constructor(
    private readonly operators: OperatorRepository,
    private readonly passwords: PasswordHasher,
    private readonly services: ServiceAccountService,
    private readonly ids: IdAllocator,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * A repeat, with the same role and password, finds the one that is there.
   * @returns the operator's id
   * @throws AppError 50002
   */
  async create({ username, role, password }: NewOperator): Promise<number> {
    // The log could not tell such a person from the key.
    if (username.toLowerCase() === API_KEY_ACTOR) throw new AppError(50002);
    const known = await this.operators.findByName(username);
    const found = known ?? (await this.insert(username, role, await this.passwords.hash(password)));
    if (typeof found === 'number') return found;
    if (found.role === role && (await this.passwords.verify(password, found.passwordHash))) return found.id;
    throw new AppError(50002);
  }

  /** Changes what is given; a new password ends all tokens. @throws AppError 50001 */
  async update(username: string, { role, password }: Partial<Pick<NewOperator, 'role' | 'password'>>): Promise<void> {
    const passwordHash = password === undefined ? undefined : await this.passwords.hash(password);
    await this.change(username, async (tx, { id }) => {
      if (role !== undefined) await this.operators.setRole(tx, id, role);
      if (passwordHash !== undefined) await this.operators.setPassword(tx, id, passwordHash);
    });
  }

  /** Ends all tokens with the account; nothing happens where there is none of that name. */
  async remove(username: string): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const operator = await this.operators.lockByName(tx, username);
      if (!operator) return;
      await this.operators.delete(tx, operator.id);
      tx.emit(operatorChanged, { operatorId: operator.id });
    });
  }

  /** From now on the operator works for the official account. @throws AppError 50001, 20006 */
  async assign(username: string, serviceId: number): Promise<void> {
    await this.changeAssignment(username, serviceId, (tx, { id }) => this.operators.assign(tx, id, serviceId));
  }

  /** From now on the account does not exist for the operator. @throws AppError 50001, 20006 */
  async unassign(username: string, serviceId: number): Promise<void> {
    await this.changeAssignment(username, serviceId, (tx, { id }) => this.operators.unassign(tx, id, serviceId));
  }

  /** In the order of their names. */
  list(page: Page): Promise<RowPage<ListedOperator>> {
    return this.operators.list(page);
  }

  /** @returns the new one's id, or who has that name since a moment ago */
  private async insert(username: string, role: CmsRole, passwordHash: string): Promise<number | Operator> {
    const id = await this.ids.takeOne('cms_users');
    return this.unitOfWork.run(async (tx) => {
      await this.operators.insert(tx, { id, username, role, passwordHash });
      const owner = await this.operators.findByName(username, tx);
      if (!owner) throw new Error(`Operator ${id} was not stored`);
      return owner.id === id ? id : owner;
    });
  }

  private async changeAssignment(
    username: string,
    serviceId: number,
    work: (tx: Tx, operator: Operator) => Promise<void>,
  ): Promise<void> {
    await this.change(username, async (tx, operator) => {
      const known = await this.services.findProfiles([serviceId], tx);
      if (!known.has(serviceId)) throw new AppError(20006);
      await work(tx, operator);
    });
  }

  private async change(username: string, work: (tx: Tx, operator: Operator) => Promise<void>): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const operator = await this.operators.lockByName(tx, username);
      if (!operator) throw new AppError(50001);
      await work(tx, operator);
      tx.emit(operatorChanged, { operatorId: operator.id });
    });
  }
}
