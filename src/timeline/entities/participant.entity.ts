import { Entity, Index, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';

/** A user's side of a conversation: made with a two-party one, in a group with the member's first receipt. */
@Entity('participants', { withoutRowid: true })
export class ParticipantEntity {
  @PrimaryColumn('bigint', { name: 'conversation_id' })
  conversationId!: number;

  @PrimaryColumn('bigint', { name: 'user_id' })
  @Index('ix_participants_user')
  userId!: number;

  /** Everything up to here was received. */
  @NumberColumn({ name: 'received_low', default: 0 })
  receivedLow!: number;

  @NumberColumn({ name: 'read_low', default: 0 })
  readLow!: number;

  /** When `received_low` last rose, in UTC milliseconds; null where it has not since this is kept. */
  @NumberColumn({ name: 'received_at', nullable: true })
  receivedAt!: number | null;

  @NumberColumn({ name: 'read_at', nullable: true })
  readAt!: number | null;
}
