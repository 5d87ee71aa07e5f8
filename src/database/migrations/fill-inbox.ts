import { type QueryRunner, Table } from 'typeorm';
import { chunks, rowPlaceholders } from '../sql.js';
import { columnsFor } from './columns.js';

/** Rows that are read, and written, at once: a database may hold more messages than memory does. */
const CHUNK = 500;
const WITH_ACCOUNT = 1;
const FROM_USER = 0;
/** Where messages are sorted by account and time: the database does that, chunk by chunk, by its key. */
const SORTED = 'service_inbox_sorted';

interface Dialogue {
  id: number;
  conversation_key: string;
  last_seq: number;
}

interface Stretch {
  readonly dialogue: Dialogue;
  readonly from: number;
  readonly to: number;
}

/** A message's place in the order; what users wrote to one account in the same millisecond, by conversation. */
interface SortedRow {
  service_id: number;
  created_at: number;
  conversation_id: number;
  seq: number;
  user_id: number;
}

/** What users wrote to accounts before there was an inbox, in the order of time. */
export async function fillInbox(runner: QueryRunner): Promise<void> {
  const c = await columnsFor(runner);
  // Of an attempt that was cut off.
  await runner.dropTable(SORTED, true);
  await runner.createTable(
    new Table({
      name: SORTED,
      engine: 'InnoDB',
      withoutRowid: true,
      columns: [
        c.number('service_id', { isPrimary: true }),
        c.number('created_at', { isPrimary: true }),
        c.number('conversation_id', { isPrimary: true }),
        c.number('seq', { isPrimary: true }),
        c.number('user_id'),
      ],
    }),
  );
  await sort(runner);
  for (let service = await nextService(runner, 0); service !== undefined; service = await nextService(runner, service))
    await numberInbox(runner, service);
  await runner.dropTable(SORTED);
}

async function sort(runner: QueryRunner): Promise<void> {
  let dialogues: Dialogue[] = [];
  do {
    dialogues = (await runner.query(
      'SELECT id, conversation_key, last_seq FROM conversations WHERE kind = ? AND id > ? ORDER BY id LIMIT ?',
      [WITH_ACCOUNT, dialogues.at(-1)?.id ?? 0, CHUNK],
    )) as Dialogue[];
    const stretches = dialogues.flatMap(stretchesOf);
    for (const part of chunks(stretches, CHUNK, ({ from, to }) => to - from + 1)) await sortPart(runner, part);
  } while (dialogues.length === CHUNK);
}

/** A long conversation in parts. */
function stretchesOf(dialogue: Dialogue): Stretch[] {
  const count = Math.ceil(dialogue.last_seq / CHUNK);
  return Array.from({ length: count }, (_, index) => ({
    dialogue,
    from: index * CHUNK + 1,
    to: Math.min((index + 1) * CHUNK, dialogue.last_seq),
  }));
}

async function sortPart(runner: QueryRunner, part: readonly Stretch[]): Promise<void> {
  const rows = (await runner.query(
    `SELECT conversation_id, seq, created_at FROM messages WHERE sender_kind = ${FROM_USER}
     AND (${part.map(() => '(conversation_id = ? AND seq BETWEEN ? AND ?)').join(' OR ')})`,
    part.flatMap(({ dialogue, from, to }) => [dialogue.id, from, to]),
  )) as Pick<SortedRow, 'conversation_id' | 'seq' | 'created_at'>[];
  if (rows.length === 0) return;
  const keys = new Map(part.map(({ dialogue }) => [dialogue.id, dialogue.conversation_key]));
  const values = rows.flatMap(({ conversation_id, seq, created_at }) => {
    const [, service = 0, user = 0] = (keys.get(conversation_id) ?? '').split(':').map(Number);
    return [service, created_at, conversation_id, seq, user];
  });
  await runner.query(
    `INSERT INTO ${SORTED} (service_id, created_at, conversation_id, seq, user_id)
     VALUES ${rowPlaceholders(rows.length, 5)}`,
    values,
  );
}

async function nextService(runner: QueryRunner, after: number): Promise<number | undefined> {
  const rows = (await runner.query(
    `SELECT service_id FROM ${SORTED} WHERE service_id > ? ORDER BY service_id LIMIT 1`,
    [after],
  )) as { service_id: number }[];
  return rows[0]?.service_id;
}

/** Gives one account's messages their numbers: 1, 2, 3 … */
async function numberInbox(runner: QueryRunner, service: number): Promise<void> {
  let no = 0;
  let rows: SortedRow[] = [];
  do {
    const { created_at = 0, conversation_id = 0, seq = 0 } = rows.at(-1) ?? {};
    rows = (await runner.query(
      `SELECT service_id, created_at, conversation_id, seq, user_id FROM ${SORTED}
       WHERE service_id = ? AND created_at >= ?
       AND (created_at > ? OR conversation_id > ? OR (conversation_id = ? AND seq > ?))
       ORDER BY created_at, conversation_id, seq LIMIT ?`,
      [service, created_at, created_at, conversation_id, conversation_id, seq, CHUNK],
    )) as SortedRow[];
    if (rows.length === 0) break;
    await runner.query(
      `INSERT INTO service_inbox (service_id, no, user_id, conversation_id, seq) VALUES ${rowPlaceholders(rows.length, 5)}`,
      rows.flatMap((row) => [service, (no += 1), row.user_id, row.conversation_id, row.seq]),
    );
  } while (rows.length === CHUNK);
  await runner.query('INSERT INTO service_counters (service_id, inbox_no) VALUES (?, ?)', [service, no]);
}
