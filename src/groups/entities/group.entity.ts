import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NumberColumn, NumberKey } from '../../database/entity-columns.js';

/** A user group (type 1), interest group (2) or community (3). An official account's followers (4) need no row. */
@Entity('chat_groups', { withoutRowid: true })
export class GroupEntity {
  @PrimaryColumn('smallint')
  type!: number;

  @NumberKey()
  id!: number;

  @Column('varchar', { length: 64 })
  name!: string;

  @NumberColumn({ name: 'owner_id', nullable: true })
  ownerId!: number | null;

  @NumberColumn({ name: 'conversation_id' })
  @Index('uq_chat_groups_conversation', { unique: true })
  conversationId!: number;

  @NumberColumn({ name: 'created_at' })
  createdAt!: number;
}
