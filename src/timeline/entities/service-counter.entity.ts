import { Entity, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';

/** How many messages an official account got and sent: the last numbers of its lists, and the last ones that are gone. */
@Entity('service_counters', { withoutRowid: true })
export class ServiceCounterEntity {
  @PrimaryColumn('bigint', { name: 'service_id' })
  serviceId!: number;

  @NumberColumn({ name: 'inbox_no', default: 0 })
  inboxNo!: number;

  @NumberColumn({ name: 'outbox_no', default: 0 })
  outboxNo!: number;

  /** What is numbered up to here is too old to be kept, as `expired_seq` of conversations. */
  @NumberColumn({ name: 'inbox_gone', default: 0 })
  inboxGone!: number;

  @NumberColumn({ name: 'outbox_gone', default: 0 })
  outboxGone!: number;
}
