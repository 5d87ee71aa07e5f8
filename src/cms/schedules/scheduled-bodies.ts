import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../database/session.js';
import { PushRecallSteps } from '../../messaging/recall/push-recall-steps.js';
import { ScheduleRepository } from './schedule.repository.js';

/** What schedules still hold of pushes that were sent: it goes with the push, recalled or expired, by one commit. */
@Injectable()
export class ScheduledBodies implements OnModuleInit {
  constructor(
    private readonly recalls: PushRecallSteps,
    private readonly schedules: ScheduleRepository,
  ) {}

  onModuleInit(): void {
    this.recalls.add((tx, msgId) => this.forget(tx, [msgId]));
  }

  /** What was sent as one of `msgIds` is not to be read among the schedules any more. */
  forget(tx: Tx, msgIds: readonly number[]): Promise<void> {
    return this.schedules.forgetBodies(tx, msgIds);
  }
}
