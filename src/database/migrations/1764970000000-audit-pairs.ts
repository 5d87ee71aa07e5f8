import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addMissing } from './add-missing.js';

const INDICES = [
  ['service_actor', 'service_id', 'actor'],
  ['service_action', 'service_id', 'action'],
  ['actor_action', 'actor', 'action'],
  ['service_actor_action', 'service_id', 'actor', 'action'],
].map(([name, ...columns]) => ({ name: `ix_cms_audit_${name}`, columnNames: [...columns, 'at', 'id'] }));

/** The audit log in its order by each choice of filters, so that none is read past what does not match. */
export class AuditPairs1764970000000 implements MigrationInterface {
  readonly name = 'AuditPairs1764970000000';

  async up(runner: QueryRunner): Promise<void> {
    await addMissing(runner, 'cms_audit', [], INDICES);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of INDICES) await runner.dropIndex('cms_audit', name);
  }
}
