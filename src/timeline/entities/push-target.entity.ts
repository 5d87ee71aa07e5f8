import { Entity, PrimaryColumn } from 'typeorm';

/** A listed receiver of a push, whether anything was received or not. Of a broadcast, memberships tell. */
@Entity('push_targets', { withoutRowid: true })
export class PushTargetEntity {
  @PrimaryColumn('bigint', { name: 'push_id' })
  pushId!: number;

  @PrimaryColumn('bigint', { name: 'user_id' })
  userId!: number;
}
