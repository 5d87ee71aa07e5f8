import { BASE_PATH } from '../../support/chat/chat-client.js';
import { tokenOf } from '../people.js';
import type { Subject } from '../subject.js';

/** Messages that are looked at, of all. */
const SAMPLES = 20;

/**
 * What the sender is told of its messages, against what was acknowledged to readers: exactly those, of each message.
 * @param acknowledged of each reader: so many of the messages, from the first on
 * @returns what is wrong, in words
 */
export async function checkReceipts(
  subject: Subject,
  sender: number,
  ids: readonly number[],
  acknowledged: readonly number[],
): Promise<string[]> {
  const headers = { authorization: `Bearer ${await tokenOf(sender)}` };
  const problems: string[] = [];
  // Where most readers stopped: there the counts differ.
  const most = Math.max(...acknowledged);
  const step = Math.max(1, Math.floor(most / SAMPLES));
  for (let index = 0; index < most; index += step) {
    const query = `msg_id=${ids[index]}&page=1&page_size=1`;
    const url = `http://127.0.0.1:${subject.port}${BASE_PATH}/message/getMessageStatus?${query}`;
    const answer = (await (await fetch(url, { headers })).json()) as { datas?: { received: number } };
    const expected = acknowledged.filter((count) => count > index).length;
    if (answer.datas?.received !== expected)
      problems.push(`Of message ${index + 1}: ${answer.datas?.received} received it, not ${expected}`);
  }
  return problems;
}
