import { Entity, Index, PrimaryColumn } from 'typeorm';
import { NumberColumn, NumberKey } from '../../database/entity-columns.js';

/** A message that a user sent to an official account. */
@Entity('service_inbox', { withoutRowid: true })
@Index('ix_service_inbox_user', ['serviceId', 'userId', 'no'])
export class ServiceInboxEntity {
  @PrimaryColumn('bigint', { name: 'service_id' })
  serviceId!: number;

  /** 1, 2, 3 … per account, in commit order. */
  @NumberKey()
  no!: number;

  @NumberColumn({ name: 'user_id' })
  userId!: number;

  @NumberColumn({ name: 'conversation_id' })
  conversationId!: number;

  @NumberColumn()
  seq!: number;
}
