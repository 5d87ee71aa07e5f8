import { Column, Entity, PrimaryColumn } from 'typeorm';
import { NumberColumn } from '../../database/entity-columns.js';

/** A client_msg_id that was used for something else than a message, such as making a group, or for a message that is too old to be kept. */
@Entity('client_requests', { withoutRowid: true })
export class ClientRequestEntity {
  /** A value of SENDER_KIND. */
  @PrimaryColumn('smallint', { name: 'sender_kind' })
  senderKind!: number;

  @PrimaryColumn('bigint', { name: 'sender_id' })
  senderId!: number;

  @PrimaryColumn('varchar', { name: 'client_msg_id', length: 64 })
  clientMsgId!: string;

  /** What was asked for: the same id for something else is a 20009. */
  @Column('varchar', { name: 'content_hash', length: 64 })
  contentHash!: string;

  /** What the first request was answered with. */
  @NumberColumn()
  result!: number;
}
