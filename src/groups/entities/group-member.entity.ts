import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';

/** A present member; sees what comes after `sinceSeq`. */
@Entity('group_members', { withoutRowid: true })
@Index('ix_group_members_role', ['conversationId', 'role', 'joinedNo'])
@Index('ix_group_members_joined', ['conversationId', 'joinedNo'])
export class GroupMemberEntity {
  @PrimaryColumn('bigint', { name: 'conversation_id' })
  conversationId!: number;

  @PrimaryColumn('bigint', { name: 'user_id' })
  @Index('ix_group_members_user')
  userId!: number;

  @Column('smallint', { default: 0 })
  role!: number;

  @NumberColumn({ name: 'since_seq' })
  sinceSeq!: number;

  /** Place in the joining order. */
  @NumberColumn({ name: 'joined_no' })
  joinedNo!: number;

  @NumberColumn({ name: 'joined_at' })
  joinedAt!: number;
}
