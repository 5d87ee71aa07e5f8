import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';

/** That a user was deleted, and how far it has come: the user is gone at once, what they leave behind bit by bit. */
@Entity('user_deletions', { withoutRowid: true })
@Index('ix_user_deletions_due', ['doneAt', 'dueAt'])
export class UserDeletionEntity {
  @PrimaryColumn('bigint', { name: 'user_id' })
  userId!: number;

  /** 1 where what they wrote is erased, 0 where it is kept. */
  @Column('smallint')
  erase!: number;

  /** UTC milliseconds, as all times here. */
  @NumberColumn({ name: 'requested_at' })
  requestedAt!: number;

  /** When it is to be worked on; in the future while a node does. */
  @NumberColumn({ name: 'due_at' })
  dueAt!: number;

  @NumberColumn({ name: 'done_at', nullable: true })
  doneAt!: number | null;
}
