import { Entity, Index, PrimaryColumn } from 'typeorm';

/** A user whom a scheduled push names. */
@Entity('schedule_receivers', { withoutRowid: true })
export class ScheduleReceiverEntity {
  @PrimaryColumn('bigint', { name: 'schedule_id' })
  scheduleId!: number;

  @PrimaryColumn('bigint', { name: 'user_id' })
  @Index('ix_schedule_receivers_user')
  userId!: number;
}
