import { randomInt } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { startMissing } from './add-missing.js';

/** The number that tells this database from all others: whoever uses it is one installation. */
export class Installation1764300000000 implements MigrationInterface {
  readonly name = 'Installation1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    await startMissing(runner, { installation: randomInt(1, 2 ** 48 - 1) });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM sequences WHERE name = ?', ['installation']);
  }
}
