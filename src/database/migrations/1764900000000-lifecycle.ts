import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { addMissing, createMissing } from './add-missing.js';
import { columnsFor } from './columns.js';

const BLOCKED = { name: 'ix_blacklist_blocked', columnNames: ['blocked_id'] };
/** What expires from one end: the last place of each list that is gone. */
const GONE = { conversations: ['expired_seq'], service_counters: ['inbox_gone', 'outbox_gone'] };
const NAMED = { name: 'ix_schedule_receivers_user', columnNames: ['user_id'] };

/** Users who are deleted, and messages that are too old to be kept (ADR 0016, 0017). */
export class Lifecycle1764900000000 implements MigrationInterface {
  readonly name = 'Lifecycle1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    const c = await columnsFor(runner);
    await addMissing(runner, 'users', [new TableColumn(c.number('deleted_at', { isNullable: true }))], []);
    await createMissing(runner, {
      name: 'user_deletions',
      columns: [
        c.number('user_id', { isPrimary: true }),
        c.small('erase'),
        c.number('requested_at'),
        c.number('due_at'),
        c.number('done_at', { isNullable: true }),
      ],
      indices: [{ name: 'ix_user_deletions_due', columnNames: ['done_at', 'due_at'] }],
    });
    for (const [table, columns] of Object.entries(GONE)) {
      const missing = columns.map((name) => new TableColumn(c.number(name, { default: 0 })));
      await addMissing(runner, table, missing, []);
    }
    await createMissing(runner, {
      name: 'sweeps',
      columns: [c.key('name', 32, { isPrimary: true }), c.number('due_at', { default: 0 })],
    });
    // Who is deleted is found by what others did to them, too.
    await addMissing(runner, 'blacklist', [], [BLOCKED]);
    await addMissing(runner, 'schedule_receivers', [], [NAMED]);
  }

  async down(runner: QueryRunner): Promise<void> {
    const deleted = (await runner.query('SELECT id FROM users WHERE deleted_at IS NOT NULL LIMIT 1')) as unknown[];
    // They would exist again, and their ids be good for somebody else.
    if (deleted.length > 0) throw new Error('Users were deleted: this migration cannot be reverted');
    const expired = (await runner.query('SELECT id FROM conversations WHERE expired_seq > 0 LIMIT 1')) as unknown[];
    // Their places would look like holes.
    if (expired.length > 0) throw new Error('Messages have expired: this migration cannot be reverted');
    await runner.dropIndex('schedule_receivers', NAMED.name);
    await runner.dropIndex('blacklist', BLOCKED.name);
    await runner.dropTable('sweeps');
    for (const [table, columns] of Object.entries(GONE))
      for (const name of columns) await runner.dropColumn(table, name);
    await runner.dropTable('user_deletions');
    await runner.dropColumn('users', 'deleted_at');
  }
}
