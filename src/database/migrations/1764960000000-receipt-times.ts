import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addInPlace } from './add-missing.js';

const TABLES = ['participants', 'receipt_blocks'];
const TIMES = ['received_at', 'read_at'];

/** When marks of receipts last rose; null until they do. */
export class ReceiptTimes1764960000000 implements MigrationInterface {
  readonly name = 'ReceiptTimes1764960000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) for (const name of TIMES) await addInPlace(runner, table, name, 'bigint NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES)
      for (const name of TIMES) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${name}`);
  }
}
