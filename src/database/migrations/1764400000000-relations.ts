import { type MigrationInterface, type QueryRunner, TableColumn, type TableOptions } from 'typeorm';
import { addMissing, createMissing, startMissing } from './add-missing.js';
import { columnsFor } from './columns.js';

/**
 * Far from the ids that a host app gives its own groups, and as a JSON number still exact everywhere.
 * An id that is taken all the same is passed over.
 */
export const FIRST_GROUP_ID = 1_000_000_000_000;
const BY_ROLE = { name: 'ix_group_members_role', columnNames: ['conversation_id', 'role', 'joined_no'] };
const SEQUENCES = { friend_applies: 1, groups: FIRST_GROUP_ID };

/** Blacklist, friends, and groups that their members run. */
export class Relations1764400000000 implements MigrationInterface {
  readonly name = 'Relations1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    const c = await columnsFor(runner);
    const create = (options: TableOptions): Promise<void> => createMissing(runner, options);

    await create({
      name: 'blacklist',
      columns: [
        c.number('user_id', { isPrimary: true }),
        c.number('blocked_id', { isPrimary: true }),
        c.number('created_at'),
      ],
      indices: [{ name: 'ix_blacklist_created', columnNames: ['user_id', 'created_at'] }],
    });
    // One row per pair: a friendship is there for both, or for neither (ADR 0010).
    await create({
      name: 'friendships',
      columns: [
        c.number('low_id', { isPrimary: true }),
        c.number('high_id', { isPrimary: true }),
        c.number('created_at'),
      ],
      indices: [{ name: 'ix_friendships_high', columnNames: ['high_id'] }],
    });
    await create({
      name: 'friend_applies',
      columns: [
        c.number('id', { isPrimary: true }),
        c.number('applicant_id'),
        c.number('receiver_id'),
        c.text('comment', 255),
        c.small('status'),
        // 1 while it waits for its answer, else null: at most one per pair waits, any number may be answered.
        c.small('pending', { isNullable: true }),
        c.number('created_at'),
      ],
      indices: [
        {
          name: 'uq_friend_applies_pending',
          columnNames: ['applicant_id', 'receiver_id', 'pending'],
          isUnique: true,
        },
        { name: 'ix_friend_applies_received', columnNames: ['receiver_id', 'created_at'] },
        { name: 'ix_friend_applies_sent', columnNames: ['applicant_id', 'created_at'] },
      ],
    });
    // client_msg_ids that were used for something else than a message.
    await create({
      name: 'client_requests',
      columns: [
        c.small('sender_kind', { isPrimary: true }),
        c.number('sender_id', { isPrimary: true }),
        c.clientId('client_msg_id', 64, { isPrimary: true }),
        c.key('content_hash', 64),
        c.number('result'),
      ],
    });
    await addMissing(runner, 'conversations', [new TableColumn(c.number('closed_at', { isNullable: true }))], []);
    // Who comes after an owner who is gone is its first entry.
    await addMissing(runner, 'group_members', [], [BY_ROLE]);
    await startMissing(runner, SEQUENCES);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(SEQUENCES)) await runner.query('DELETE FROM sequences WHERE name = ?', [name]);
    await runner.dropIndex('group_members', BY_ROLE.name);
    await runner.dropColumn('conversations', 'closed_at');
    for (const table of ['client_requests', 'friend_applies', 'friendships', 'blacklist']) {
      await runner.dropTable(table);
    }
  }
}
