import { Column, Entity, Index } from 'typeorm';
import { NumberColumn, NumberKey } from '../../database/entity-columns.js';

/** A push that is to be sent later. */
@Entity('schedules', { withoutRowid: true })
@Index('ix_schedules_due', ['state', 'sendAt'])
@Index('ix_schedules_service', ['serviceId', 'sendAt'])
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

  @NumberColumn({ name: 'sent_at', nullable: true })
  sentAt!: number | null;

  @NumberColumn({ name: 'error_code', nullable: true })
  errorCode!: number | null;

  @Column('varchar', { name: 'created_by', length: 64 })
  createdBy!: string;

  @NumberColumn({ name: 'created_at' })
  createdAt!: number;
}
