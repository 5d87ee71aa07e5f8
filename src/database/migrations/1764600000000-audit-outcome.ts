import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { addMissing } from './add-missing.js';
import { type Columns, columnsFor } from './columns.js';

const AUDIT_INDICES = [
  { name: 'ix_cms_audit_service', columnNames: ['service_id', 'at', 'id'] },
  { name: 'ix_cms_audit_actor', columnNames: ['actor', 'at', 'id'] },
  { name: 'ix_cms_audit_action', columnNames: ['action', 'at', 'id'] },
];
const SCHEDULE_INDICES = [
  { name: 'ix_schedules_service_state', columnNames: ['service_id', 'state', 'send_at'] },
  { name: 'ix_schedules_message', columnNames: ['msg_id'] },
  { name: 'ix_schedules_kept', columnNames: ['receivers_kept', 'state'] },
];
/** States of schedules, as they are stored. */
const SENT = 1;
const SENDING = 4;
/** Audiences of schedules. */
const LIST = 0;

/** Entries of the audit log that are there before the deed; schedules that know how many they list, and who claimed them. */
export class AuditOutcome1764600000000 implements MigrationInterface {
  readonly name = 'AuditOutcome1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    const c = await columnsFor(runner);
    // What stands there was written once it was done.
    await addMissing(runner, 'cms_audit', [new TableColumn(c.small('outcome', { default: 1 }))], AUDIT_INDICES);
    await addMissing(runner, 'schedules', scheduleColumns(c), SCHEDULE_INDICES);
    // One that knows their number by an earlier run may have lost some of them since.
    await runner.query(
      `UPDATE schedules SET receivers_kept = 1,
         receivers = CASE WHEN receivers = 0
           THEN (SELECT COUNT(*) FROM schedule_receivers r WHERE r.schedule_id = schedules.id) ELSE receivers END
       WHERE audience = ? AND EXISTS (SELECT 1 FROM schedule_receivers r WHERE r.schedule_id = schedules.id)`,
      [LIST],
    );
    // What was sent knows how many got it, whatever becomes of its push.
    await runner.query(
      `UPDATE schedules SET receivers = COALESCE((SELECT p.receivers FROM pushes p WHERE p.id = schedules.msg_id), receivers)
       WHERE state = ?`,
      [SENT],
    );
    await runner.query(
      'UPDATE schedules SET claimed_at = sent_at, sent_at = NULL WHERE state = ? AND sent_at IS NOT NULL',
      [SENDING],
    );
    // A crash could leave them behind.
    await runner.query(
      "UPDATE schedules SET body = '{}' WHERE msg_id IN (SELECT id FROM pushes WHERE recalled_at IS NOT NULL)",
    );
  }

  /**
   * `outcome` and `receivers` stay: nothing else knows which deeds nobody can tell of, nor how many a list that is gone
   * had. The version before does not look at them, their defaults are right for what it writes, and `up` finds them.
   */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('UPDATE schedules SET sent_at = COALESCE(claimed_at, 0) WHERE state = ?', [SENDING]);
    for (const { name } of SCHEDULE_INDICES) await runner.dropIndex('schedules', name);
    for (const name of ['receivers_kept', 'claimed_at']) await runner.dropColumn('schedules', name);
    for (const { name } of AUDIT_INDICES) await runner.dropIndex('cms_audit', name);
  }
}

function scheduleColumns(c: Columns): TableColumn[] {
  return [
    c.number('receivers', { default: 0 }),
    c.small('receivers_kept', { default: 0 }),
    c.number('claimed_at', { isNullable: true }),
  ].map((options) => new TableColumn(options));
}
