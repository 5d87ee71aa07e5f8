import { type MigrationInterface, type QueryRunner, Table, TableColumn } from 'typeorm';
import { columnsFor } from './columns.js';

const LOW_MARKS = ['received_low', 'read_low'];

/** Receipts: watermarks beside the participants, and range sets above them by blocks. */
export class Receipts1764100000000 implements MigrationInterface {
  readonly name = 'Receipts1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    const c = await columnsFor(runner);
    for (const name of LOW_MARKS) {
      await runner.addColumn('participants', new TableColumn(c.number(name, { default: 0 })));
    }
    await runner.createTable(
      new Table({
        name: 'receipt_blocks',
        engine: 'InnoDB',
        withoutRowid: true,
        columns: [
          c.number('conversation_id', { isPrimary: true }),
          c.number('user_id', { isPrimary: true }),
          c.number('block', { isPrimary: true }),
          c.longText('received_set'),
          c.longText('read_set'),
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('receipt_blocks');
    for (const name of LOW_MARKS) await runner.dropColumn('participants', name);
  }
}
