import { Column, Entity, Index } from 'typeorm';
import { NumberColumn, NumberKey } from '../database/entity-columns.js';

/** A user of the host app, as it imported them. */
@Entity('users', { withoutRowid: true })
export class UserEntity {
  @NumberKey()
  id!: number;

  @Column('varchar', { length: 64 })
  nickname!: string;

  /** An http(s) URL, or empty. */
  @Column('varchar', { length: 512 })
  photo!: string;

  @NumberColumn({ name: 'created_at' })
  createdAt!: number;

  @NumberColumn({ name: 'updated_at' })
  updatedAt!: number;

  @NumberColumn({ name: 'banned_at', nullable: true })
  @Index('ix_users_banned')
  bannedAt!: number | null;

  /** UTC milliseconds; nobody is this user any more, and only the id and a neutral name are left. */
  @NumberColumn({ name: 'deleted_at', nullable: true })
  deletedAt!: number | null;
}
