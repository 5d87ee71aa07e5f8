import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { SCHEDULE_STATE } from './schedule.js';
import { ScheduleReceiverRepository } from './schedule-receiver.repository.js';
import { ScheduleRepository } from './schedule.repository.js';

const CHUNK = 100;
/** Rows of one transaction of a sweep, and transactions of a sweep. */
const SWEPT = 1000;
const SWEEPS = 20;

/** Whom scheduled pushes name. */
@Injectable()
export class ScheduleReceivers {
  constructor(
    private readonly schedules: ScheduleRepository,
    private readonly receivers: ScheduleReceiverRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Takes a user who was deleted off every list but those that are being sent. Yields how many went with each chunk. */
  async *forget(uid: number): AsyncGenerator<number> {
    for (let after = 0; ;) {
      const ids = await this.receivers.findNaming(uid, after, CHUNK);
      if (ids.length === 0) return;
      after = ids.at(-1) ?? after;
      yield await this.unitOfWork.run(async (tx) => {
        let removed = 0;
        for (const id of ids) {
          // A list must not change between a claim and another node's taking over: it would look like another push.
          const state = await this.schedules.lockState(tx, id);
          if (state === SCHEDULE_STATE.sending) continue;
          await this.receivers.remove(tx, id, uid, state === SCHEDULE_STATE.waiting);
          removed += 1;
        }
        return removed;
      });
    }
  }

  /**
   * Removes the lists of what was sent, cancelled or refused: nobody needs them any more. Up to 20,000 rows, in
   * transactions of a thousand; what is left, and what a crash left, is found the next time. Any node may.
   */
  async sweep(): Promise<void> {
    for (let left = SWEEPS; left > 0; left -= 1) {
      const id = await this.receivers.findOver();
      if (id === undefined) return;
      await this.unitOfWork.run((tx) => this.receivers.clear(tx, id, SWEPT));
    }
  }
}
