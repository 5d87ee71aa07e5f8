import { Injectable } from '@nestjs/common';
import { badParameter } from '../../common/errors/app-error.js';
import { parseWireTime } from '../../common/wire-time-parser.js';
import { Configuration } from '../../config/configuration.js';
import { ScheduleClock } from './schedule-clock.js';

/** "Now" takes a while to arrive. */
const PAST_MS = 60_000;

/** The moments that callers name by `send_at`. */
@Injectable()
export class SendTime {
  constructor(
    private readonly clock: ScheduleClock,
    private readonly configuration: Configuration,
  ) {}

  /** @returns UTC milliseconds @throws AppError 10000 for a time that there is not: 30 February, a skipped hour */
  parse(sendAt: string): number {
    const moment = parseWireTime(sendAt, this.configuration.timeZone);
    if (moment === undefined) throw badParameter('send_at');
    return moment;
  }

  /** @throws AppError 10000 for one that is over */
  assertAhead(moment: number): void {
    if (moment < this.clock.now() - PAST_MS) throw badParameter('send_at');
  }
}
