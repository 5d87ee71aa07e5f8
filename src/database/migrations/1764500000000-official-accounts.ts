import { type MigrationInterface, type QueryRunner, TableIndex, type TableOptions } from 'typeorm';
import { createMissing, startMissing } from './add-missing.js';
import { type Columns, columnsFor } from './columns.js';
import { fillInbox } from './fill-inbox.js';

const SEQUENCES = { cms_users: 1, cms_audit: 1, schedules: 1 };
const MESSAGE_ID_INDEX = 'uq_messages_id';
/** By `fillInbox`. */
const FILLED = ['service_inbox', 'service_counters'];

/** Official accounts: who runs them, what they sent and to whom it came, and what users wrote to them. */
export class OfficialAccounts1764500000000 implements MigrationInterface {
  readonly name = 'OfficialAccounts1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    const c = await columnsFor(runner);
    // What an attempt that was cut off has filled is filled anew.
    for (const name of FILLED) await runner.dropTable(name, true);
    for (const options of [...pushTables(c), ...operatorTables(c)]) await createMissing(runner, options);
    // A push to listed users is one msg_id in as many conversations.
    await replaceMessageIdIndex(runner, ['id', 'conversation_id']);
    await startMissing(runner, SEQUENCES);
    await fillInbox(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    const pushes = (await runner.query('SELECT id FROM pushes LIMIT 1')) as unknown[];
    // Their bodies stand in no other table, and their ids more than once.
    if (pushes.length > 0) throw new Error('Official accounts have sent messages: this migration cannot be reverted');
    for (const name of Object.keys(SEQUENCES)) await runner.query('DELETE FROM sequences WHERE name = ?', [name]);
    await replaceMessageIdIndex(runner, ['id']);
    const c = await columnsFor(runner);
    for (const { name } of [...operatorTables(c), ...pushTables(c)].reverse()) await runner.dropTable(name);
  }
}

/** It may be there already, or neither of the two. */
async function replaceMessageIdIndex(runner: QueryRunner, columnNames: string[]): Promise<void> {
  const table = await runner.getTable('messages');
  const known = table?.indices.find(({ name }) => name === MESSAGE_ID_INDEX);
  if (known?.columnNames.join() === columnNames.join()) return;
  if (known) await runner.dropIndex('messages', MESSAGE_ID_INDEX);
  await runner.createIndex('messages', new TableIndex({ name: MESSAGE_ID_INDEX, columnNames, isUnique: true }));
}

function pushTables(c: Columns): TableOptions[] {
  return [
    {
      name: 'pushes',
      columns: [
        c.number('id', { isPrimary: true }),
        c.number('service_id'),
        // 1, 2, 3 … per account, in commit order.
        c.number('service_no'),
        c.small('kind'),
        c.small('type'),
        c.longText('body'),
        c.number('receivers'),
        c.number('received_count', { default: 0 }),
        c.number('read_count', { default: 0 }),
        c.number('created_at'),
        c.number('recalled_at', { isNullable: true }),
      ],
      indices: [{ name: 'uq_pushes_service', columnNames: ['service_id', 'service_no'], isUnique: true }],
    },
    {
      name: 'push_receipts',
      columns: [
        c.number('push_id', { isPrimary: true }),
        c.number('user_id', { isPrimary: true }),
        c.small('status'),
        c.number('received_at'),
        c.number('read_at', { isNullable: true }),
      ],
      indices: [{ name: 'ix_push_receipts_status', columnNames: ['push_id', 'status', 'user_id'] }],
    },
    {
      name: 'service_inbox',
      columns: [
        c.number('service_id', { isPrimary: true }),
        c.number('no', { isPrimary: true }),
        c.number('user_id'),
        c.number('conversation_id'),
        c.number('seq'),
      ],
      indices: [{ name: 'ix_service_inbox_user', columnNames: ['service_id', 'user_id', 'no'] }],
    },
    {
      name: 'service_counters',
      columns: [
        c.number('service_id', { isPrimary: true }),
        c.number('inbox_no', { default: 0 }),
        c.number('outbox_no', { default: 0 }),
      ],
    },
  ];
}

function operatorTables(c: Columns): TableOptions[] {
  return [
    {
      name: 'cms_users',
      columns: [
        c.number('id', { isPrimary: true }),
        c.clientId('username', 64),
        c.key('password_hash', 255),
        c.small('role'),
        // Tokens carry it: a change ends them.
        c.number('token_version', { default: 0 }),
        c.number('created_at'),
        c.number('updated_at'),
      ],
      indices: [{ name: 'uq_cms_users_username', columnNames: ['username'], isUnique: true }],
    },
    {
      name: 'cms_user_services',
      columns: [c.number('cms_user_id', { isPrimary: true }), c.number('service_id', { isPrimary: true })],
      indices: [{ name: 'ix_cms_user_services_service', columnNames: ['service_id'] }],
    },
    {
      name: 'cms_audit',
      columns: [
        c.number('id', { isPrimary: true }),
        c.number('at'),
        c.clientId('actor', 64),
        c.key('action', 64),
        c.number('service_id', { isNullable: true }),
        c.longText('detail'),
        c.key('address', 64),
        c.key('request_id', 64),
      ],
      indices: [{ name: 'ix_cms_audit_at', columnNames: ['at', 'id'] }],
    },
    {
      name: 'schedules',
      columns: [
        c.number('id', { isPrimary: true }),
        c.number('service_id'),
        c.small('state'),
        c.small('audience'),
        c.small('type'),
        c.longText('body'),
        c.number('send_at'),
        c.number('msg_id', { isNullable: true }),
        c.number('sent_at', { isNullable: true }),
        c.number('error_code', { isNullable: true }),
        c.text('created_by', 64),
        c.number('created_at'),
      ],
      indices: [
        { name: 'ix_schedules_due', columnNames: ['state', 'send_at'] },
        { name: 'ix_schedules_service', columnNames: ['service_id', 'send_at'] },
      ],
    },
    {
      name: 'schedule_receivers',
      columns: [c.number('schedule_id', { isPrimary: true }), c.number('user_id', { isPrimary: true })],
    },
  ];
}
