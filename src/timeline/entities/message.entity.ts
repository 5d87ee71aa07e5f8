import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NumberColumn, NumberKey } from '../../database/entity-columns.js';

/** A message, clustered by (conversation, seq). */
@Entity('messages', { withoutRowid: true })
@Index('uq_messages_client_msg_id', ['senderKind', 'senderId', 'clientMsgId'], { unique: true })
@Index('uq_messages_id', ['id', 'conversationId'], { unique: true })
export class MessageEntity {
  @PrimaryColumn('bigint', { name: 'conversation_id' })
  conversationId!: number;

  @NumberKey()
  seq!: number;

  /** What an official account sent to listed users stands under one id in as many conversations. */
  @NumberColumn()
  id!: number;

  /** A value of SENDER_KIND. */
  @Column('smallint', { name: 'sender_kind' })
  senderKind!: number;

  @NumberColumn({ name: 'sender_id' })
  senderId!: number;

  @Column('varchar', { name: 'client_msg_id', length: 64, nullable: true })
  clientMsgId!: string | null;

  /** A value of MESSAGE_TYPE. */
  @Column('smallint')
  type!: number;

  /** JSON text of the body as sent; empty once recalled, and where it stands in `pushes`. */
  @Column('text')
  body!: string;

  /** See `contentHash`; kept after a recall, for the repeat check. */
  @Column('varchar', { name: 'content_hash', length: 64 })
  contentHash!: string;

  /** Receivers as of the commit, without the sender. */
  @NumberColumn()
  receivers!: number;

  /** When a server took it in, before it waited for its turn; null of what was sent before this was kept. */
  @NumberColumn({ name: 'accepted_at', nullable: true })
  acceptedAt!: number | null;

  /** Taken inside the transaction, right before it was stored and committed. */
  @NumberColumn({ name: 'created_at' })
  createdAt!: number;

  @NumberColumn({ name: 'recalled_at', nullable: true })
  recalledAt!: number | null;
}
