import { Column, Entity, Index } from 'typeorm';
import { NumberColumn, NumberKey } from '../../database/entity-columns.js';

/** A person who works with the CMS. */
@Entity('cms_users', { withoutRowid: true })
export class OperatorEntity {
  @NumberKey()
  id!: number;

  @Column('varchar', { length: 64 })
  @Index('uq_cms_users_username', { unique: true })
  username!: string;

  @Column('varchar', { name: 'password_hash', length: 255 })
  passwordHash!: string;

  /** A value of OPERATOR_ROLE. */
  @Column('smallint')
  role!: number;

  /** Tokens carry it: a change ends them. */
  @NumberColumn({ name: 'token_version', default: 0 })
  tokenVersion!: number;

  @NumberColumn({ name: 'created_at' })
  createdAt!: number;

  @NumberColumn({ name: 'updated_at' })
  updatedAt!: number;
}
