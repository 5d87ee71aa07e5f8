import type { MessageBody } from '../../timeline/message.js';

/**
 * As stored. A node that sends one first makes it `sending`: from then on nobody cancels it. `claimed_at` then says
 * since when; what a crash leaves behind is taken up by that (schedule-sender.ts).
 */
export const SCHEDULE_STATE = { waiting: 0, sent: 1, cancelled: 2, failed: 3, sending: 4 } as const;
export type ScheduleState = keyof typeof SCHEDULE_STATE;

/** As told: what is being sent still waits for it. */
export type ScheduleOutcome = Exclude<ScheduleState, 'sending'>;

export const SCHEDULE_AUDIENCE = { list: 0, followers: 1 } as const;
export type ScheduleAudience = keyof typeof SCHEDULE_AUDIENCE;

/** A push that is to be sent later. */
export interface Schedule {
  readonly id: number;
  readonly serviceId: number;
  /** Listed users, ascending; undefined for those who follow when it is sent. */
  readonly receivers: readonly number[] | undefined;
  /** A value of MESSAGE_TYPE. */
  readonly type: number;
  readonly body: MessageBody;
  /** UTC milliseconds. */
  readonly sendAt: number;
}

export interface NewSchedule extends Schedule {
  /** Who asked for it: a user name, or `api_key`. */
  readonly createdBy: string;
}
