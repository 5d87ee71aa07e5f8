import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { columnsFor } from './columns.js';

/** The log of recalls, numbered in commit order. */
export class Recalls1764200000000 implements MigrationInterface {
  readonly name = 'Recalls1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    const c = await columnsFor(runner);
    await runner.createTable(
      new Table({
        name: 'recalls',
        engine: 'InnoDB',
        withoutRowid: true,
        columns: [
          c.number('no', { isPrimary: true }),
          c.number('conversation_id'),
          c.number('seq'),
          c.number('msg_id'),
        ],
        indices: [{ name: 'ix_recalls_conversation', columnNames: ['conversation_id', 'no'] }],
      }),
    );
    // Each node looks for recent bans twice a second.
    await runner.createIndex('users', new TableIndex({ name: 'ix_users_banned', columnNames: ['banned_at'] }));
    await runner.query('INSERT INTO sequences (name, next_value) VALUES (?, 1)', ['recalls']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('users', 'ix_users_banned');
    await runner.query('DELETE FROM sequences WHERE name = ?', ['recalls']);
    await runner.dropTable('recalls');
  }
}
