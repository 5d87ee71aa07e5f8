import { Injectable } from '@nestjs/common';
import { ServiceAccess } from '../../auth/operators/service-access.js';
import { AppError } from '../../common/errors/app-error.js';
import type { RowPage } from '../../database/read-page.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import type { CmsIdentity } from '../../wire/access.js';
import { SCHEDULE_STATE, type ScheduleOutcome } from './schedule.js';
import { type ListedScheduleRow, ScheduleRepository } from './schedule.repository.js';

/** What was put off: shown, and called off. */
@Injectable()
export class ScheduleService {
  constructor(
    private readonly schedules: ScheduleRepository,
    private readonly access: ServiceAccess,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** By the time of sending. */
  async list(
    serviceId: number,
    outcome: ScheduleOutcome | undefined,
    { page, pageSize }: { readonly page: number; readonly pageSize: number },
  ): Promise<RowPage<ListedScheduleRow>> {
    const total = await this.schedules.count(serviceId, outcome);
    const offset = (page - 1) * pageSize;
    return { total, rows: offset < total ? await this.schedules.list(serviceId, outcome, pageSize, offset) : [] };
  }

  /**
   * Once this has returned it is not sent. One that is cancelled already, or failed, stays as it is.
   * @throws AppError 50011, alike for an unknown one and one of an account that is not the caller's to know of;
   *   50010 where it was sent, or is being sent
   */
  async cancel(caller: CmsIdentity, id: number): Promise<void> {
    await this.assertMayKnow(caller, id);
    await this.unitOfWork.run(async (tx) => {
      const state = await this.schedules.lockState(tx, id);
      if (state === SCHEDULE_STATE.sent || state === SCHEDULE_STATE.sending) throw new AppError(50010);
      await this.schedules.cancel(tx, id);
    });
  }

  private async assertMayKnow(caller: CmsIdentity, id: number): Promise<void> {
    const serviceId = await this.schedules.findServiceId(id);
    if (serviceId === undefined) throw new AppError(50011);
    try {
      await this.access.assertMayUse(caller, serviceId);
    } catch (error) {
      throw error instanceof AppError && error.code === 20006 ? new AppError(50011) : error;
    }
  }
}
