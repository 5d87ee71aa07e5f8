import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { SCHEDULE_STATE } from './schedule.js';
import { ScheduleRepository } from './schedule.repository.js';

const CHUNK = 100;

/** Whom scheduled pushes name. */
@Injectable()
export class ScheduleReceivers {
  constructor(
    private readonly schedules: ScheduleRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Takes a user who was deleted off every list but those that are being sent. Yields how many went with each chunk. */
  async *forget(uid: number): AsyncGenerator<number> {
    for (let after = 0; ;) {
      const ids = await this.schedules.findNaming(uid, after, CHUNK);
      if (ids.length === 0) return;
      after = ids.at(-1) ?? after;
      yield await this.unitOfWork.run(async (tx) => {
        let removed = 0;
        for (const id of ids) {
          // A list must not change between a claim and another node's taking over: it would look like another push.
          if ((await this.schedules.lockState(tx, id)) === SCHEDULE_STATE.sending) continue;
          await this.schedules.removeReceiver(tx, id, uid);
          removed += 1;
        }
        return removed;
      });
    }
  }
}
