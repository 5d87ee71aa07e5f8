import { Column, Entity, Index } from 'typeorm';
import { NumberColumn, NumberKey } from '../../database/entity-columns.js';

/** One user asked another to be friends. */
@Entity('friend_applies', { withoutRowid: true })
@Index('uq_friend_applies_pending', ['applicantId', 'receiverId', 'pending'], { unique: true })
@Index('ix_friend_applies_received', ['receiverId', 'createdAt'])
@Index('ix_friend_applies_sent', ['applicantId', 'createdAt'])
export class FriendApplyEntity {
  @NumberKey()
  id!: number;

  @NumberColumn({ name: 'applicant_id' })
  applicantId!: number;

  @NumberColumn({ name: 'receiver_id' })
  receiverId!: number;

  @Column('varchar', { length: 255 })
  comment!: string;

  /** A value of APPLY_STATUS. */
  @Column('smallint')
  status!: number;

  /** 1 while it waits for its answer, else null: at most one per pair waits. */
  @Column('smallint', { nullable: true })
  pending!: number | null;

  /** UTC milliseconds, of the latest application; grows within each of the two users' lists. */
  @NumberColumn({ name: 'created_at' })
  createdAt!: number;
}
