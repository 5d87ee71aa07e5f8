import { Entity, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';

/** How many messages an official account got and sent: the totals of its lists, and their next places. */
@Entity('service_counters', { withoutRowid: true })
export class ServiceCounterEntity {
  @PrimaryColumn('bigint', { name: 'service_id' })
  serviceId!: number;

  @NumberColumn({ name: 'inbox_no', default: 0 })
  inboxNo!: number;

  @NumberColumn({ name: 'outbox_no', default: 0 })
  outboxNo!: number;
}
