import { Entity, Index, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';

/** A membership that ended: its user may still see what came after `sinceSeq`, up to `untilSeq`. */
@Entity('past_memberships', { withoutRowid: true })
export class PastMembershipEntity {
  @PrimaryColumn('bigint', { name: 'conversation_id' })
  conversationId!: number;

  @PrimaryColumn('bigint', { name: 'user_id' })
  @Index('ix_past_memberships_user')
  userId!: number;

  @PrimaryColumn('bigint', { name: 'since_seq' })
  sinceSeq!: number;

  @NumberColumn({ name: 'until_seq' })
  untilSeq!: number;
}
