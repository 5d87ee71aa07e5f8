import { Injectable } from '@nestjs/common';
import type { Tx } from '../../database/session.js';
import { ScheduleRepository } from './schedule.repository.js';

/** What schedules still hold of pushes that were sent. */
@Injectable()
export class ScheduledBodies {
  constructor(private readonly schedules: ScheduleRepository) {}

  /** What was sent as `msgId` is not to be read among the schedules any more. */
  async forget(tx: Tx, msgId: number): Promise<void> {
    await this.schedules.forgetBody(tx, msgId);
  }
}
