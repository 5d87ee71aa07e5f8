import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addInPlace } from './add-missing.js';

/** When each message was taken in. Nullable, as nobody knows it of what was sent before. */
export class Trace1764950000000 implements MigrationInterface {
  readonly name = 'Trace1764950000000';

  async up(runner: QueryRunner): Promise<void> {
    await addInPlace(runner, 'messages', 'accepted_at', 'bigint NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messages DROP COLUMN accepted_at');
  }
}
