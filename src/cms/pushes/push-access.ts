import { Injectable } from '@nestjs/common';
import { ServiceAccess } from '../../auth/operators/service-access.js';
import { AppError } from '../../common/errors/app-error.js';
import type { CmsIdentity } from '../../wire/access.js';
import { type PushReceiverPage, PushOutcomeService, type ReceiverQuery } from './push-outcome.service.js';
import { PushRepository, type PushRow } from './push.repository.js';

/** Finds pushes for those who may see them. */
@Injectable()
export class PushAccess {
  constructor(
    private readonly outcome: PushOutcomeService,
    private readonly pushes: PushRepository,
    private readonly access: ServiceAccess,
  ) {}

  /** @throws AppError 20002, in the same words for a push of an account that is not the caller's to know of */
  async find(caller: CmsIdentity, msgId: number): Promise<PushRow> {
    const push = await this.outcome.find(msgId);
    await this.assertMayKnow(caller, push);
    return push;
  }

  /**
   * That it can be recalled: there is something to recall as long as a receiver has it, expired or not.
   * @throws AppError as `find`
   */
  async assertMayRecall(caller: CmsIdentity, msgId: number): Promise<void> {
    const push = await this.pushes.findHeld(msgId);
    if (!push) throw new AppError(20002);
    await this.assertMayKnow(caller, push);
  }

  /**
   * A page of the receivers of a push that was found. Asked once it is read: a list is read page by page, and long.
   * @throws AppError 20002 where the push has expired meanwhile, or is not the caller's to see any more
   */
  async readReceivers(caller: CmsIdentity, push: PushRow, query: ReceiverQuery): Promise<PushReceiverPage> {
    const page = await this.outcome.readPage(push, query);
    await this.find(caller, push.id);
    return page;
  }

  private async assertMayKnow(caller: CmsIdentity, push: PushRow): Promise<void> {
    try {
      await this.access.assertMayUse(caller, push.service_id);
    } catch (error) {
      throw error instanceof AppError && error.code === 20006 ? new AppError(20002) : error;
    }
  }
}
