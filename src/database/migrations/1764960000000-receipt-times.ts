import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['participants', 'receipt_blocks'];
const TIMES = ['received_at', 'read_at'];

/** When marks of receipts last rose; null until they do. As in `Trace`, without copying a table. */
export class ReceiptTimes1764960000000 implements MigrationInterface {
  readonly name = 'ReceiptTimes1764960000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES)
      for (const name of TIMES) {
        // Of an attempt that was cut off, some are there.
        if (await runner.hasColumn(table, name)) continue;
        await runner.query(`ALTER TABLE ${table} ADD COLUMN ${name} bigint NULL`);
      }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES)
      for (const name of TIMES) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${name}`);
  }
}
