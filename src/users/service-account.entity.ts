import { Column, Entity } from 'typeorm';
import { NumberColumn, NumberKey } from '../database/entity-columns.js';

/** An official account (公众号). Its ids are a space of their own. */
@Entity('service_accounts', { withoutRowid: true })
export class ServiceAccountEntity {
  @NumberKey()
  id!: number;

  @Column('varchar', { length: 64 })
  nickname!: string;

  @Column('varchar', { length: 512 })
  photo!: string;

  @NumberColumn({ name: 'created_at' })
  createdAt!: number;

  @NumberColumn({ name: 'updated_at' })
  updatedAt!: number;
}
