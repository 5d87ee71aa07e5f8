import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inGroup } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { appendMany } from '../support/rounds/append-many.js';
import { store } from '../support/stores/test-database.js';
import { type Statement, watchStatements } from './support/statements.js';

const SENDER = 1;
/** So many wait that a batch beside another one is worth it. */
const READERS = Array.from({ length: 99 }, (_, index) => index + 2);
const MESSAGES = 8;

/** The most transactions that were open at a time. */
function mostAtOnce(statements: readonly Statement[]): number {
  let open = 0;
  return Math.max(
    ...statements.map(({ sql }) => {
      if (sql.startsWith('START') || sql.startsWith('BEGIN')) open += 1;
      else if (sql === 'COMMIT' || sql === 'ROLLBACK') open -= 1;
      return open;
    }),
  );
}

describe('Receipts of a hundred readers at once', () => {
  let chat: ChatApp;
  let statements: Statement[];
  let ids: number[];

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(SENDER, ...READERS);
    await Promise.all([SENDER, ...READERS].map((uid) => chat.client.token(uid)));
    await chat.client.saveGroup(2, 1, [SENDER, ...READERS]);
    const rows = await appendMany(chat, inGroup(2, 1), Array<number>(MESSAGES).fill(SENDER));
    ids = rows.map(({ msgId }) => msgId);
    statements = watchStatements(chat.app);
  });
  afterAll(() => chat.close());

  it('are stored in two transactions at a time where the store takes them, exactly, and deadlock nowhere', async () => {
    const answers = await Promise.all(
      READERS.map(async (uid) => {
        const own = [];
        // In an order of each reader's own; every other one is read at once.
        for (const [step] of ids.entries()) {
          const index = (step * 3 + uid) % MESSAGES;
          const call = index % 2 === 0 ? 'Receive' : 'Read';
          const body = { msg_id: ids[index], status: index % 2 === 0 ? 3 : 4 };
          own.push(await chat.client.as(uid).post(`message/updateMessage${call}Status`, body));
        }
        return own;
      }),
    );
    for (const answer of answers.flat()) expect(answer).toEqual({ status: 200, datas: 1 });
    expect(statements.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(mostAtOnce(statements)).toBe(store === 'mysql' ? 2 : 1);
    for (const [index, msg_id] of ids.entries()) {
      const { users } = datasOf(
        await chat.client.as(SENDER).get<{ users: object[] }>('message/getMessageStatus', { msg_id }),
      );
      expect(users).toEqual(READERS.map((user_id) => ({ user_id, status: index % 2 === 0 ? 3 : 4 })));
    }
  });
});
