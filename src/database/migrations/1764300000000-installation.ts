import { randomInt } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The number that tells this database from all others: whoever uses it is one installation. */
export class Installation1764300000000 implements MigrationInterface {
  readonly name = 'Installation1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    const id = randomInt(1, 2 ** 48 - 1);
    await runner.query('INSERT INTO sequences (name, next_value) VALUES (?, ?)', ['installation', id]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM sequences WHERE name = ?', ['installation']);
  }
}
