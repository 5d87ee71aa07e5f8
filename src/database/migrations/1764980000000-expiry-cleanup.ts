import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = 'conversations';
const COLUMN = 'cleaned_seq';

/**
 * Up to where nothing is left about expired messages. 0 for what expired before: it is looked through once. As in
 * `Trace`, without copying a table.
 */
export class ExpiryCleanup1764980000000 implements MigrationInterface {
  readonly name = 'ExpiryCleanup1764980000000';

  async up(runner: QueryRunner): Promise<void> {
    // Of an attempt that was cut off before it was recorded.
    if (await runner.hasColumn(TABLE, COLUMN)) return;
    await runner.query(`ALTER TABLE ${TABLE} ADD COLUMN ${COLUMN} bigint NOT NULL DEFAULT 0`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE ${TABLE} DROP COLUMN ${COLUMN}`);
  }
}
