import { Entity, Index, PrimaryColumn } from 'typeorm';

/** A user's side of a two-party conversation. */
@Entity('participants', { withoutRowid: true })
export class ParticipantEntity {
  @PrimaryColumn('bigint', { name: 'conversation_id' })
  conversationId!: number;

  @PrimaryColumn('bigint', { name: 'user_id' })
  @Index('ix_participants_user')
  userId!: number;
}
