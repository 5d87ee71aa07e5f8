import type { BenchDatabase } from '../database.js';
import { FIRST_ID } from './group.js';
import { seedUsers } from './users.js';

/** Out of the way of conversations that the server makes. */
const FIRST_CONVERSATION = 1_000_000_000;
/** Messages that one statement writes. */
const AT_ONCE = 100_000;

/** Stored conversations, each of users 2n − 1 and 2n. */
export interface Dialogues {
  readonly conversations: number;
  /** In each of them, by both in turns; with 0 there are but the users. */
  readonly messages: number;
}

/**
 * Straight into the tables, in the order of their keys, as years of sends would leave them. MariaDB only.
 * @param say told how far it is
 */
export async function seedDialogues(
  database: BenchDatabase,
  { conversations, messages }: Dialogues,
  say: (line: string) => void,
): Promise<void> {
  await seedUsers(database, 2 * conversations);
  if (messages === 0) return;
  await database.query(
    `INSERT INTO conversations (id, conversation_key, kind, last_seq)
     SELECT ${FIRST_CONVERSATION} + seq, CONCAT('u:', 2 * seq - 1, ':', 2 * seq), 0, ${messages}
     FROM seq_1_to_${conversations}`,
  );
  for (const side of [1, 0])
    await database.query(
      `INSERT INTO participants (conversation_id, user_id)
       SELECT ${FIRST_CONVERSATION} + seq, 2 * seq - ${side} FROM seq_1_to_${conversations}`,
    );
  const step = Math.max(1, Math.floor(AT_ONCE / messages));
  let said = 0;
  for (let from = 1; from <= conversations; from += step) {
    const to = Math.min(conversations, from + step - 1);
    await database.query(messagesSql(from, to, messages));
    if (to * messages - said < 1_000_000) continue;
    said = to * messages;
    say(`  ${said} messages are stored`);
  }
}

function messagesSql(from: number, to: number, messages: number): string {
  return `INSERT INTO messages
      (conversation_id, seq, id, sender_kind, sender_id, type, body, content_hash, receivers, accepted_at, created_at)
    SELECT STRAIGHT_JOIN ${FIRST_CONVERSATION} + c.seq, m.seq, ${FIRST_ID} + c.seq * ${messages} + m.seq,
      0, 2 * c.seq - m.seq % 2, 1, CONCAT('{"text":"', m.seq, ' 今晚七点在社区中心见，记得带伞。"}'),
      SHA2(CONCAT(c.seq, ' ', m.seq), 256), 1, 1600000000000 + m.seq, 1600000000000 + m.seq
    FROM seq_${from}_to_${to} c JOIN seq_1_to_${messages} m`;
}
