import { Column, Entity, Index } from 'typeorm';
import { NumberColumn, NumberKey } from '../../database/entity-columns.js';

/** A conversation: two users, a user and an official account, or a group. Its row's lock orders everything in it. */
@Entity('conversations', { withoutRowid: true })
export class ConversationEntity {
  @NumberKey()
  id!: number;

  /** See `keyOf`. */
  @Column('varchar', { name: 'conversation_key', length: 64 })
  @Index('uq_conversations_key', { unique: true })
  key!: string;

  @Column('smallint')
  kind!: number;

  @NumberColumn({ name: 'last_seq', default: 0 })
  lastSeq!: number;

  /** Messages up to here are too old to be kept: they are gone, and nobody's to see. */
  @NumberColumn({ name: 'expired_seq', default: 0 })
  expiredSeq!: number;

  /** Nothing is left about expired messages up to here: neither recalls nor receipts. */
  @NumberColumn({ name: 'cleaned_seq', default: 0 })
  cleanedSeq!: number;

  @NumberColumn({ name: 'member_count', default: 0 })
  memberCount!: number;

  /** How many times somebody joined, ever: the next one's place in the joining order. */
  @NumberColumn({ default: 0 })
  joins!: number;

  /** Grows with each join or leave; says which set of members a message or event belongs to. */
  @NumberColumn({ name: 'members_version', default: 0 })
  membersVersion!: number;

  /** UTC milliseconds; set where nothing may be sent any more, and nobody is a member (a group that was dismissed). */
  @NumberColumn({ name: 'closed_at', nullable: true })
  closedAt!: number | null;
}
