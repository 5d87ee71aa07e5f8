import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';

/** A user received, or read, what an official account sent; made with the first receipt. */
@Entity('push_receipts', { withoutRowid: true })
@Index('ix_push_receipts_status', ['pushId', 'status', 'userId'])
export class PushReceiptEntity {
  @PrimaryColumn('bigint', { name: 'push_id' })
  pushId!: number;

  @PrimaryColumn('bigint', { name: 'user_id' })
  userId!: number;

  /** 3 received, 4 read. */
  @Column('smallint')
  status!: number;

  @NumberColumn({ name: 'received_at' })
  receivedAt!: number;

  @NumberColumn({ name: 'read_at', nullable: true })
  readAt!: number | null;
}
