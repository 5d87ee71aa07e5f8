import type { BenchDatabase } from '../database.js';
import { cms } from '../people.js';
import type { Subject } from '../subject.js';

/** Followers that are written by one statement. */
const AT_ONCE = 100_000;

/** An official account that users 1 … count follow; the first by a call, the rest straight into the table. MariaDB only. */
export async function seedFollowers(
  subject: Subject,
  database: BenchDatabase,
  service_id: number,
  count: number,
): Promise<void> {
  await cms(subject, 'saveServiceAccount', { service_id, nickname: `s${service_id}`, photo: '' });
  await cms(subject, 'addServiceFollowers', { service_id, user_id: [1] });
  const where = `conversation_key = 'g:4:${service_id}'`;
  for (let from = 2; from <= count; from += AT_ONCE) {
    const to = Math.min(count, from + AT_ONCE - 1);
    await database.query(
      `INSERT INTO group_members (conversation_id, user_id, role, since_seq, joined_no, joined_at)
       SELECT c.id, s.seq, 0, 0, s.seq, 1 FROM seq_${from}_to_${to} s JOIN conversations c ON c.${where}`,
    );
  }
  await database.query(
    `UPDATE conversations SET member_count = ${count}, joins = ${count}, members_version = members_version + 1 WHERE ${where}`,
  );
}
