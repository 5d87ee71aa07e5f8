import { Column, Entity, Index } from 'typeorm';
import { NumberColumn, NumberKey } from '../../database/entity-columns.js';

/** A push that is to be sent later. */
@Entity('schedules', { withoutRowid: true })
@Index('ix_schedules_due', ['state', 'sendAt'])
@Index('ix_schedules_service', ['serviceId', 'sendAt'])
@Index('ix_schedules_service_state', ['serviceId', 'state', 'sendAt'])
@Index('ix_schedules_message', ['msgId'])
@Index('ix_schedules_kept', ['receiversKept', 'state'])
export class ScheduleEntity {
  @NumberKey()
  id!: number;

  @NumberColumn({ name: 'service_id' })
  serviceId!: number;

  /** A value of SCHEDULE_STATE. */
  @Column('smallint')
  state!: number;

  /** 0 listed users (`schedule_receivers`), 1 the followers. */
  @Column('smallint')
  audience!: number;

  @Column('smallint')
  type!: number;

  @Column('text')
  body!: string;

  /** UTC milliseconds. */
  @NumberColumn({ name: 'send_at' })
  sendAt!: number;

  @NumberColumn({ name: 'msg_id', nullable: true })
  msgId!: number | null;

  /** UTC milliseconds; null until it is sent. */
  @NumberColumn({ name: 'sent_at', nullable: true })
  sentAt!: number | null;

  @NumberColumn({ name: 'error_code', nullable: true })
  errorCode!: number | null;

  @Column('varchar', { name: 'created_by', length: 64 })
  createdBy!: string;

  @NumberColumn({ name: 'created_at' })
  createdAt!: number;

  /** How many it lists, or got it; 0 where it is for the followers, until it is sent. */
  @NumberColumn({ default: 0 })
  receivers!: number;

  /** 1 while `schedule_receivers` names them, else 0. */
  @Column('smallint', { name: 'receivers_kept', default: 0 })
  receiversKept!: number;

  /** UTC milliseconds; since when a node sends it, null where none does. */
  @NumberColumn({ name: 'claimed_at', nullable: true })
  claimedAt!: number | null;
}
