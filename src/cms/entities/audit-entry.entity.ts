import { Column, Entity, Index } from 'typeorm';
import { NumberColumn, NumberKey } from '../../database/entity-columns.js';

/** What somebody did over the CMS. */
@Entity('cms_audit', { withoutRowid: true })
@Index('ix_cms_audit_at', ['at', 'id'])
@Index('ix_cms_audit_service', ['serviceId', 'at', 'id'])
@Index('ix_cms_audit_actor', ['actor', 'at', 'id'])
@Index('ix_cms_audit_action', ['action', 'at', 'id'])
@Index('ix_cms_audit_service_actor', ['serviceId', 'actor', 'at', 'id'])
@Index('ix_cms_audit_service_action', ['serviceId', 'action', 'at', 'id'])
@Index('ix_cms_audit_actor_action', ['actor', 'action', 'at', 'id'])
@Index('ix_cms_audit_service_actor_action', ['serviceId', 'actor', 'action', 'at', 'id'])
export class AuditEntryEntity {
  @NumberKey()
  id!: number;

  /** UTC milliseconds. */
  @NumberColumn()
  at!: number;

  /** An operator's user name, or `api_key`. */
  @Column('varchar', { length: 64 })
  actor!: string;

  /** The call, such as `sendMessage`. */
  @Column('varchar', { length: 64 })
  action!: string;

  @NumberColumn({ name: 'service_id', nullable: true })
  serviceId!: number | null;

  /** JSON of what it was about. */
  @Column('text')
  detail!: string;

  @Column('varchar', { length: 64 })
  address!: string;

  @Column('varchar', { name: 'request_id', length: 64 })
  requestId!: string;

  /** A value of AUDIT_OUTCOME. */
  @Column('smallint', { default: 1 })
  outcome!: number;
}
