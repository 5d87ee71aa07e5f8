import { BASE_PATH } from '../../support/chat/chat-client.js';
import type { BenchDatabase } from '../database.js';
import type { Call, Caller } from '../load/call-load.js';
import { CheckFailed } from '../measure-load.js';
import type { Measured } from '../measured.js';
import { tokenOf } from '../people.js';
import type { BenchContext } from '../profile.js';
import { runCalls, userCaller } from '../run-calls.js';
import type { Dialogues } from '../seed/dialogues.js';
import type { Subject } from '../subject.js';

export const EXAMINED = 'rows examined per page';
const PAGE = 50;
const [READERS, SENDERS] = [8, 64];
/** Each reader's, before it begins again: more than the buffer pool keeps of ten million. */
const PAGES = 500;

/** Pages of fifty from anywhere in any of the conversations, each read by one of its two users. */
export async function readHistory(
  context: BenchContext,
  subject: Subject,
  database: BenchDatabase,
  { conversations, messages }: Dialogues,
): Promise<Measured> {
  const below = (limit: number): number => Math.floor(Math.random() * limit);
  const tokens = await Promise.all(Array.from({ length: conversations }, (_, index) => tokenOf(2 * index + 1)));
  const page = (): Call => {
    const [index, before] = [below(conversations), PAGE + 1 + below(messages - PAGE)];
    return {
      path: `${BASE_PATH}/message/getHistory?conversation_id=u:${2 * index + 2}&limit=${PAGE}&before_seq=${before}`,
      headers: { authorization: `Bearer ${tokens[index]}` },
    };
  };
  const callers = Array.from({ length: READERS }, () => ({ headers: {}, calls: Array.from({ length: PAGES }, page) }));
  const before = await rowsRead(database);
  const { measured, reports } = await runCalls(context, subject, database, callers);
  const examined = (await rowsRead(database)) - before;
  return { ...measured, also: { [EXAMINED]: examined / (reports[0]?.answered ?? Number.NaN) } };
}

/** Sixty-four users of as many conversations send. @throws CheckFailed where not all that was answered is stored */
export async function sendInto(
  context: BenchContext,
  subject: Subject,
  database: BenchDatabase,
  { conversations }: Dialogues,
): Promise<Measured> {
  const senderOf = (index: number): Promise<Caller> => {
    const conversation = 1 + Math.floor((index * conversations) / SENDERS);
    const message = { msg_type: '1', body: { text: '今晚七点在社区中心见，记得带伞。' } };
    const body = { to_uid: 2 * conversation, message };
    return userCaller(2 * conversation - 1, [{ path: 'message/sendMessage', body }]);
  };
  const callers = await Promise.all(Array.from({ length: SENDERS }, (_, index) => senderOf(index)));
  const before = await stored(database);
  const { measured, reports } = await runCalls(context, subject, database, callers);
  const [more, answered] = [(await stored(database)) - before, reports[0]?.answered];
  if (more !== answered) throw new CheckFailed(`${answered} messages were answered, ${more} are stored`);
  return measured;
}

async function stored(database: BenchDatabase): Promise<number> {
  return Number((await database.query('SELECT SUM(last_seq) AS n FROM conversations'))[0]?.['n']);
}

/** By the whole MariaDB: the servers' own looking around, some times a second, is in it. */
async function rowsRead(database: BenchDatabase): Promise<number> {
  const rows = await database.query("SHOW GLOBAL STATUS LIKE 'Handler_read_%'");
  return rows.reduce((sum, row) => sum + Number(row['Value']), 0);
}
