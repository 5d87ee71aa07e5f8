import { Entity, Index, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';

/** Two users are friends: one row, so never half of it. */
@Entity('friendships', { withoutRowid: true })
export class FriendshipEntity {
  @PrimaryColumn('bigint', { name: 'low_id' })
  lowId!: number;

  /** Greater than `lowId`. */
  @PrimaryColumn('bigint', { name: 'high_id' })
  @Index('ix_friendships_high')
  highId!: number;

  /** UTC milliseconds. */
  @NumberColumn({ name: 'created_at' })
  createdAt!: number;
}
