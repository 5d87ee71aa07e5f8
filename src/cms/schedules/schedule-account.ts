import { Injectable } from '@nestjs/common';
import type { AccountFinder } from '../audit/audited.js';
import { ScheduleRepository } from './schedule.repository.js';

/** Whose schedule a call is about. */
@Injectable()
export class ScheduleAccount implements AccountFinder {
  constructor(private readonly schedules: ScheduleRepository) {}

  findServiceId({ schedule_id }: { readonly schedule_id?: unknown }): Promise<number | undefined> {
    return typeof schedule_id === 'number' ? this.schedules.findServiceId(schedule_id) : Promise.resolve(undefined);
  }
}
