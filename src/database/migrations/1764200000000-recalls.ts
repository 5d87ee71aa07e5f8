import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addMissing, createMissing, startMissing } from './add-missing.js';
import { columnsFor } from './columns.js';

/** The log of recalls, numbered in commit order. */
export class Recalls1764200000000 implements MigrationInterface {
  readonly name = 'Recalls1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    const c = await columnsFor(runner);
    await createMissing(runner, {
      name: 'recalls',
      columns: [c.number('no', { isPrimary: true }), c.number('conversation_id'), c.number('seq'), c.number('msg_id')],
      indices: [{ name: 'ix_recalls_conversation', columnNames: ['conversation_id', 'no'] }],
    });
    // Each node looks for recent bans twice a second.
    await addMissing(runner, 'users', [], [{ name: 'ix_users_banned', columnNames: ['banned_at'] }]);
    await startMissing(runner, { recalls: 1 });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('users', 'ix_users_banned');
    await runner.query('DELETE FROM sequences WHERE name = ?', ['recalls']);
    await runner.dropTable('recalls');
  }
}
