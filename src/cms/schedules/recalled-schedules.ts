import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PushRecallSteps } from '../../messaging/recall/push-recall-steps.js';
import { ScheduleRepository } from './schedule.repository.js';

/** What was recalled is not to be read in the list of what was scheduled either: both go by one commit. */
@Injectable()
export class RecalledSchedules implements OnModuleInit {
  constructor(
    private readonly recalls: PushRecallSteps,
    private readonly schedules: ScheduleRepository,
  ) {}

  onModuleInit(): void {
    this.recalls.add((tx, msgId) => this.schedules.forgetBody(tx, msgId));
  }
}
