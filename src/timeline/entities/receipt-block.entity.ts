import { Column, Entity, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';

/** What a user has received and read above the low watermarks, within one block of seqs (see `ReceiptMarks`). */
@Entity('receipt_blocks', { withoutRowid: true })
export class ReceiptBlockEntity {
  @PrimaryColumn('bigint', { name: 'conversation_id' })
  conversationId!: number;

  @PrimaryColumn('bigint', { name: 'user_id' })
  userId!: number;

  @PrimaryColumn('bigint')
  block!: number;

  /** A range set's text, such as `61-64,70`. */
  @Column('text', { name: 'received_set' })
  receivedSet!: string;

  @Column('text', { name: 'read_set' })
  readSet!: string;

  /** When `received_set` last changed, in UTC milliseconds. */
  @NumberColumn({ name: 'received_at', nullable: true })
  receivedAt!: number | null;

  @NumberColumn({ name: 'read_at', nullable: true })
  readAt!: number | null;
}
