import { BASE_PATH } from '../../support/chat/chat-client.js';
import type { BenchDatabase } from '../database.js';
import type { Call } from '../load/call-load.js';
import type { Measured } from '../measured.js';
import { cms, importUsers, tokenOf } from '../people.js';
import { type BenchContext, type Profile, rowsOf } from '../profile.js';
import { rounds } from '../rounds.js';
import { cmsCaller, runCalls } from '../run-calls.js';
import type { Subject } from '../subject.js';
import { withSubject } from '../with-subject.js';

const SERVICE = 7;
const USERS = 100;
const PAGE_SIZE = 50;
const CALLERS = 8;
const AT_ONCE = 64;

/** Interface 15 on an account that users wrote to and that broadcasts: its newest page, and one in the middle. */
export const CMS_LIST: Profile = {
  name: 'cms-list',
  dbs: ['mysql', 'sqlite'],
  run: (context, db) =>
    withSubject(context, db, {}, async (subject, database) => {
      const stored = context.options.isQuick ? 500 : 20_000;
      await fill(subject, stored);
      const middle = Math.floor(stored / PAGE_SIZE / 2);
      const run = (search_type: number, page: number) => (): Promise<Measured> =>
        list(context, subject, database, { search_type, page });
      const medians = await rounds(context, 'pages', {
        'received, page 1': run(1, 1),
        [`received, page ${middle}`]: run(1, middle),
        'sent, page 1': run(2, 1),
        [`sent, page ${middle}`]: run(2, middle),
      });
      return { rows: rowsOf('cms-list', db, medians), targets: [] };
    }),
};

async function list(
  context: BenchContext,
  subject: Subject,
  database: BenchDatabase,
  { search_type, page }: { search_type: number; page: number },
): Promise<Measured> {
  const query = `service_id=${SERVICE}&search_type=${search_type}&page=${page}&page_size=${PAGE_SIZE}`;
  const call: Call = { path: `cms/getServiceMsg?${query}` };
  const callers = Array.from({ length: CALLERS }, () => cmsCaller([call]));
  return (await runCalls(context, subject, database, callers)).measured;
}

/** As many messages either way, by the calls that make them. */
async function fill(subject: Subject, count: number): Promise<void> {
  const uids = Array.from({ length: USERS }, (_, index) => index + 1);
  await importUsers(subject, uids);
  await cms(subject, 'saveServiceAccount', { service_id: SERVICE, nickname: 'news', photo: '' });
  await cms(subject, 'addServiceFollowers', { service_id: SERVICE, user_id: uids });
  const tokens = await Promise.all(uids.map(tokenOf));
  for (let from = 0; from < count; from += AT_ONCE) {
    const part = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => from + index);
    await Promise.all(part.map((n) => writeTo(subject, tokens[n % USERS] ?? '', n)));
    await Promise.all(part.map((n) => broadcast(subject, n)));
  }
}

async function writeTo({ port }: Subject, token: string, n: number): Promise<void> {
  const message = { msg_type: '1', body: { text: `${n} 请问几点开门？` } };
  const response = await fetch(`http://127.0.0.1:${port}${BASE_PATH}/message/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ to_uid: SERVICE, send_type: 2, message }),
  });
  if (!response.ok) throw new Error(`Refused: ${await response.text()}`);
  await response.text();
}

async function broadcast(subject: Subject, n: number): Promise<void> {
  await cms(subject, 'broadcastMessage', { service_id: SERVICE, msg_type: 1, message: { text: `${n} 通知` } });
}
