import { Entity, Index, PrimaryColumn } from 'typeorm';

/** An official account that an operator works for. */
@Entity('cms_user_services', { withoutRowid: true })
export class OperatorServiceEntity {
  @PrimaryColumn('bigint', { name: 'cms_user_id' })
  operatorId!: number;

  @PrimaryColumn('bigint', { name: 'service_id' })
  @Index('ix_cms_user_services_service')
  serviceId!: number;
}
