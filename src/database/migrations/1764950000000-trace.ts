import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When each message was taken in. Nullable, as nobody knows it of what was sent before. By a statement of our own:
 * both databases add such a column without touching a row, and TypeORM's addColumn copies the table on SQLite.
 */
export class Trace1764950000000 implements MigrationInterface {
  readonly name = 'Trace1764950000000';

  async up(runner: QueryRunner): Promise<void> {
    // It may be there of an attempt that was cut off: on MySQL no transaction takes it back.
    if (await runner.hasColumn('messages', 'accepted_at')) return;
    await runner.query('ALTER TABLE messages ADD COLUMN accepted_at bigint NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messages DROP COLUMN accepted_at');
  }
}
