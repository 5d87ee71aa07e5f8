import { Entity, Index, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../database/entity-columns.js';

/** One user blocked another. */
@Entity('blacklist', { withoutRowid: true })
@Index('ix_blacklist_created', ['userId', 'createdAt'])
@Index('ix_blacklist_blocked', ['blockedId'])
export class BlacklistEntity {
  /** Who blocks. */
  @PrimaryColumn('bigint', { name: 'user_id' })
  userId!: number;

  @PrimaryColumn('bigint', { name: 'blocked_id' })
  blockedId!: number;

  /** UTC milliseconds; grows within one user's list. */
  @NumberColumn({ name: 'created_at' })
  createdAt!: number;
}
