import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnsFor } from './columns.js';

const TABLE = 'push_targets';
const TO_LISTED_USERS = 0;
/** Rows that are read, and written, at once. */
const CHUNK = 500;

/** To whom pushes to listed users went, in the order in which their outcome is paged. */
export class PushTargets1764700000000 implements MigrationInterface {
  readonly name = 'PushTargets1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    // Of an attempt that was cut off: on MySQL no transaction takes a table back.
    await runner.dropTable(TABLE, true);
    const c = await columnsFor(runner);
    await runner.createTable(
      new Table({
        name: TABLE,
        engine: 'InnoDB',
        withoutRowid: true,
        columns: [c.number('push_id', { isPrimary: true }), c.number('user_id', { isPrimary: true })],
      }),
    );
    let pushes: { id: number }[] = [];
    do {
      pushes = (await runner.query('SELECT id FROM pushes WHERE id > ? AND kind = ? ORDER BY id LIMIT ?', [
        pushes.at(-1)?.id ?? 0,
        TO_LISTED_USERS,
        CHUNK,
      ])) as { id: number }[];
      for (const { id } of pushes) await fill(runner, id);
    } while (pushes.length === CHUNK);
  }

  /** Nothing is lost: where each message stands says the same. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}

async function fill(runner: QueryRunner, pushId: number): Promise<void> {
  let rows: { conversation_id: number; user_id: number }[] = [];
  do {
    rows = (await runner.query(
      `SELECT m.conversation_id, p.user_id FROM messages m
       JOIN participants p ON p.conversation_id = m.conversation_id AND p.user_id > 0
       WHERE m.id = ? AND m.conversation_id > ? ORDER BY m.conversation_id LIMIT ?`,
      [pushId, rows.at(-1)?.conversation_id ?? 0, CHUNK],
    )) as { conversation_id: number; user_id: number }[];
    if (rows.length === 0) return;
    await runner.query(
      `INSERT INTO push_targets (push_id, user_id) VALUES ${rows.map(() => '(?, ?)').join(', ')}`,
      rows.flatMap(({ user_id }) => [pushId, user_id]),
    );
  } while (rows.length === CHUNK);
}
