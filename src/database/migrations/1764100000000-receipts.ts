import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { addMissing, createMissing } from './add-missing.js';
import { columnsFor } from './columns.js';

const LOW_MARKS = ['received_low', 'read_low'];

/** Receipts: watermarks beside the participants, and range sets above them by blocks. */
export class Receipts1764100000000 implements MigrationInterface {
  readonly name = 'Receipts1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    const c = await columnsFor(runner);
    const marks = LOW_MARKS.map((name) => new TableColumn(c.number(name, { default: 0 })));
    await addMissing(runner, 'participants', marks, []);
    await createMissing(runner, {
      name: 'receipt_blocks',
      columns: [
        c.number('conversation_id', { isPrimary: true }),
        c.number('user_id', { isPrimary: true }),
        c.number('block', { isPrimary: true }),
        c.longText('received_set'),
        c.longText('read_set'),
      ],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('receipt_blocks');
    for (const name of LOW_MARKS) await runner.dropColumn('participants', name);
  }
}
