import type { BenchDatabase } from '../database.js';
import { cms } from '../people.js';
import type { Subject } from '../subject.js';

/** Messages of the server get their ids from 1 on: these are out of its way, and within 2^53. */
export const FIRST_ID = 1_000_000_000_000;

export interface Group {
  readonly group_type: number;
  readonly group_id: number;
}

/** Makes the group, with these members, who must be there. */
export async function makeGroup(subject: Subject, group: Group, uids: readonly number[]): Promise<void> {
  await cms(subject, 'saveGroup', { ...group, name: 'bench' });
  for (let from = 0; from < uids.length; from += 10_000)
    await cms(subject, 'addGroupMembers', { ...group, user_id: uids.slice(from, from + 10_000) });
}

/**
 * So many messages of one sender in a group that has none yet, straight into the tables. MariaDB only.
 * @param firstId below the first one's
 * @returns their ids, in the order of sending
 */
export async function seedGroupMessages(
  database: BenchDatabase,
  { group_type, group_id }: Group,
  sender: number,
  count: number,
  firstId = FIRST_ID,
): Promise<number[]> {
  const key = `g:${group_type}:${group_id}`;
  await database.query(
    `INSERT INTO messages (conversation_id, seq, id, sender_kind, sender_id, type, body, content_hash, receivers, created_at)
     SELECT c.id, s.seq, ${firstId} + s.seq, 0, ${sender}, 1, CONCAT('{"text":"', s.seq, '"}'), '', c.member_count - 1, 1
     FROM seq_1_to_${count} s JOIN conversations c ON c.conversation_key = '${key}'`,
  );
  await database.query(`UPDATE conversations SET last_seq = ${count} WHERE conversation_key = '${key}'`);
  return Array.from({ length: count }, (_, index) => firstId + index + 1);
}
