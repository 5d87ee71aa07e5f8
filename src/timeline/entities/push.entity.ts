import { Column, Entity, Index } from 'typeorm';
import { NumberColumn, NumberKey } from '../../database/entity-columns.js';

/** What an official account sent, to listed users or to its followers: its body, once, and what became of it. */
@Entity('pushes', { withoutRowid: true })
@Index('uq_pushes_service', ['serviceId', 'serviceNo'], { unique: true })
export class PushEntity {
  /** The msg_id. */
  @NumberKey()
  id!: number;

  @NumberColumn({ name: 'service_id' })
  serviceId!: number;

  /** 1, 2, 3 … per account, in commit order. */
  @NumberColumn({ name: 'service_no' })
  serviceNo!: number;

  /** A value of PUSH_KIND. */
  @Column('smallint')
  kind!: number;

  /** A value of MESSAGE_TYPE. */
  @Column('smallint')
  type!: number;

  /** JSON text of the body as sent; empty once recalled. */
  @Column('text')
  body!: string;

  @NumberColumn()
  receivers!: number;

  @NumberColumn({ name: 'received_count', default: 0 })
  received!: number;

  @NumberColumn({ name: 'read_count', default: 0 })
  read!: number;

  @NumberColumn({ name: 'created_at' })
  createdAt!: number;

  @NumberColumn({ name: 'recalled_at', nullable: true })
  recalledAt!: number | null;
}
