import { Entity, Index, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';

/** The log of recalls, in commit order: what sync tells those who were away. */
@Entity('recalls', { withoutRowid: true })
@Index('ix_recalls_conversation', ['conversationId', 'no'])
export class RecallEntity {
  @PrimaryColumn('bigint')
  no!: number;

  @NumberColumn({ name: 'conversation_id' })
  conversationId!: number;

  @NumberColumn()
  seq!: number;

  @NumberColumn({ name: 'msg_id' })
  msgId!: number;
}
