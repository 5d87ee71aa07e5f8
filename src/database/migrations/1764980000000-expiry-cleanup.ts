import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addInPlace } from './add-missing.js';

const TABLE = 'conversations';
const COLUMN = 'cleaned_seq';

/** Up to where nothing is left about expired messages. 0 for what expired before: it is looked through once. */
export class ExpiryCleanup1764980000000 implements MigrationInterface {
  readonly name = 'ExpiryCleanup1764980000000';

  async up(runner: QueryRunner): Promise<void> {
    await addInPlace(runner, TABLE, COLUMN, 'bigint NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE ${TABLE} DROP COLUMN ${COLUMN}`);
  }
}
