import type { MigrationInterface, QueryRunner, TableOptions } from 'typeorm';
import { createMissing, startMissing } from './add-missing.js';
import { columnsFor } from './columns.js';

const SEQUENCES = { messages: 1, conversations: 1 };

/** Users, groups and the timeline: what two people, or a group, need to chat. */
export class Core1764000000000 implements MigrationInterface {
  readonly name = 'Core1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const c = await columnsFor(runner);
    const create = (options: TableOptions): Promise<void> => createMissing(runner, options);

    await create({
      name: 'sequences',
      columns: [c.key('name', 32, { isPrimary: true }), c.number('next_value')],
    });
    await startMissing(runner, SEQUENCES);

    const profile = [
      c.number('id', { isPrimary: true }),
      c.text('nickname', 64),
      c.text('photo', 512),
      c.number('created_at'),
      c.number('updated_at'),
    ];
    await create({ name: 'users', columns: [...profile, c.number('banned_at', { isNullable: true })] });
    await create({ name: 'service_accounts', columns: profile });

    await create({
      name: 'conversations',
      columns: [
        c.number('id', { isPrimary: true }),
        c.key('conversation_key', 64),
        c.small('kind'),
        c.number('last_seq', { default: 0 }),
        c.number('member_count', { default: 0 }),
        c.number('joins', { default: 0 }),
        c.number('members_version', { default: 0 }),
      ],
      indices: [{ name: 'uq_conversations_key', columnNames: ['conversation_key'], isUnique: true }],
    });

    // Clustered by (conversation, seq): history is one range scan, whatever the table's size.
    await create({
      name: 'messages',
      columns: [
        c.number('conversation_id', { isPrimary: true }),
        c.number('seq', { isPrimary: true }),
        c.number('id'),
        c.small('sender_kind'),
        c.number('sender_id'),
        c.clientId('client_msg_id', 64, { isNullable: true }),
        c.small('type'),
        c.longText('body'),
        c.key('content_hash', 64),
        c.number('receivers'),
        c.number('created_at'),
        c.number('recalled_at', { isNullable: true }),
      ],
      indices: [
        { name: 'uq_messages_id', columnNames: ['id'], isUnique: true },
        {
          name: 'uq_messages_client_msg_id',
          columnNames: ['sender_kind', 'sender_id', 'client_msg_id'],
          isUnique: true,
        },
      ],
    });

    await create({
      name: 'participants',
      columns: [c.number('conversation_id', { isPrimary: true }), c.number('user_id', { isPrimary: true })],
      indices: [{ name: 'ix_participants_user', columnNames: ['user_id'] }],
    });

    await create({
      name: 'chat_groups',
      columns: [
        c.small('type', { isPrimary: true }),
        c.number('id', { isPrimary: true }),
        c.text('name', 64),
        c.number('owner_id', { isNullable: true }),
        c.number('conversation_id'),
        c.number('created_at'),
      ],
      indices: [{ name: 'uq_chat_groups_conversation', columnNames: ['conversation_id'], isUnique: true }],
    });
    await create({
      name: 'group_members',
      columns: [
        c.number('conversation_id', { isPrimary: true }),
        c.number('user_id', { isPrimary: true }),
        c.small('role', { default: 0 }),
        c.number('since_seq'),
        c.number('joined_no'),
        c.number('joined_at'),
      ],
      indices: [
        { name: 'ix_group_members_user', columnNames: ['user_id'] },
        { name: 'ix_group_members_joined', columnNames: ['conversation_id', 'joined_no'] },
      ],
    });
    await create({
      name: 'past_memberships',
      columns: [
        c.number('conversation_id', { isPrimary: true }),
        c.number('user_id', { isPrimary: true }),
        c.number('since_seq', { isPrimary: true }),
        c.number('until_seq'),
      ],
      indices: [{ name: 'ix_past_memberships_user', columnNames: ['user_id'] }],
    });
    await create({
      name: 'group_mutes',
      columns: [
        c.number('conversation_id', { isPrimary: true }),
        c.number('user_id', { isPrimary: true }),
        c.number('muted_until'),
      ],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = [
      'group_mutes',
      'past_memberships',
      'group_members',
      'chat_groups',
      'participants',
      'messages',
      'conversations',
      'service_accounts',
      'users',
      'sequences',
    ];
    for (const table of tables) await runner.dropTable(table);
  }
}
