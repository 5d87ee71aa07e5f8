import { Entity, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';

/** A mute; a row of its own, so that it survives quitting and joining again. */
@Entity('group_mutes', { withoutRowid: true })
export class GroupMuteEntity {
  @PrimaryColumn('bigint', { name: 'conversation_id' })
  conversationId!: number;

  @PrimaryColumn('bigint', { name: 'user_id' })
  userId!: number;

  /** UTC milliseconds. */
  @NumberColumn({ name: 'muted_until' })
  mutedUntil!: number;
}
