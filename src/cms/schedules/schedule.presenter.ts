import { Injectable } from '@nestjs/common';
import { WireTime } from '../../common/time.js';
import { Configuration } from '../../config/configuration.js';
import type { RowPage } from '../../database/read-page.js';
import { SCHEDULE_AUDIENCE, SCHEDULE_STATE, type ScheduleAudience, type ScheduleOutcome } from './schedule.js';
import { ScheduleClock } from './schedule-clock.js';
import type { ListedScheduleRow } from './schedule.repository.js';

/** Nodes look once a second, and pushes take their time: so much is not late. */
const LATE_MS = 5_000;

export interface WireSchedule {
  readonly schedule_id: number;
  readonly service_id: number;
  readonly msg_type: number;
  /** JSON text of the body, as it was given. */
  readonly body: string;
  readonly audience: ScheduleAudience;
  readonly receivers: number;
  readonly send_at: string;
  readonly state: ScheduleOutcome;
  readonly msg_id: number | null;
  readonly sent_at: string | null;
  readonly late_seconds: number;
  readonly error_code: number | null;
  readonly created_by: string;
}

export interface SchedulePage {
  readonly total: number;
  readonly schedules: readonly WireSchedule[];
}

@Injectable()
export class SchedulePresenter {
  private readonly time: WireTime;

  constructor(
    { timeZone }: Configuration,
    private readonly clock: ScheduleClock,
  ) {
    this.time = new WireTime(timeZone);
  }

  presentPage({ total, rows }: RowPage<ListedScheduleRow>): SchedulePage {
    return { total, schedules: rows.map((row) => this.present(row)) };
  }

  private present(row: ListedScheduleRow): WireSchedule {
    const state = outcomeOf(row.state);
    const sentAt = state === 'sent' ? row.sent_at : null;
    return {
      schedule_id: row.id,
      service_id: row.service_id,
      msg_type: row.type,
      body: row.body,
      audience: row.audience === SCHEDULE_AUDIENCE.list ? 'list' : 'followers',
      receivers: row.receivers,
      send_at: this.time.render(row.send_at),
      state,
      msg_id: row.msg_id,
      sent_at: sentAt === null ? null : this.time.render(sentAt),
      // Of one that still waits: so far.
      late_seconds: secondsLate(row.send_at, state === 'waiting' ? this.clock.now() : sentAt),
      error_code: row.error_code,
      created_by: row.created_by,
    };
  }
}

function outcomeOf(stored: number): ScheduleOutcome {
  switch (stored) {
    case SCHEDULE_STATE.sent:
      return 'sent';
    case SCHEDULE_STATE.cancelled:
      return 'cancelled';
    case SCHEDULE_STATE.failed:
      return 'failed';
    default:
      return 'waiting';
  }
}

function secondsLate(sendAt: number, sentAt: number | null): number {
  const ms = (sentAt ?? sendAt) - sendAt;
  return ms > LATE_MS ? Math.floor(ms / 1000) : 0;
}
