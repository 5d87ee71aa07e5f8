import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserDeletionRunner } from '../../src/cms/deletions/user-deletion-runner.js';
import { UserRemains } from '../../src/cms/deletions/user-remains.js';
import { RetentionRunner } from '../../src/cms/retention/retention-runner.js';
import { RetentionSweep } from '../../src/cms/retention/retention-sweep.js';
import { ReadStore } from '../../src/database/read-store.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';

const DAY_MS = 86_400_000;
const DAYS = 30;
const LONG_AGO = Date.now() - 40 * DAY_MS;

describe('What expired messages leave behind', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat({ RETENTION_DAYS: String(DAYS) });
    // Here the tests say when.
    await chat.app.get(RetentionRunner).stop();
    await chat.app.get(UserDeletionRunner).stop();
  });
  afterAll(() => chat.close());

  const rows = <Row = Record<string, number>>(sql: string, ...parameters: unknown[]): Promise<Row[]> =>
    chat.app.get(ReadStore).query<Row>(sql, parameters);
  const execute = (sql: string, ...parameters: unknown[]): Promise<number> =>
    chat.app.get(UnitOfWork).run((tx) => tx.execute(sql, parameters));
  const sweep = async (): Promise<Record<string, number>> => {
    const swept: Record<string, number> = {};
    for await (const { what, count } of chat.app.get(RetentionSweep).parts(Date.now() - DAYS * DAY_MS)) {
      if (count > 0) swept[what] = (swept[what] ?? 0) + count;
    }
    return swept;
  };

  it.each(['keep', 'erase'] as const)(
    'nothing of a deleted user (messages: %s); others’ client ids',
    async (messages) => {
      const [gone, other] = messages === 'keep' ? [1, 2] : [3, 4];
      await chat.client.importUsers(gone, other);
      for (const [from, to] of [
        [gone, other],
        [other, gone],
      ] as const) {
        datasOf(await chat.client.as(from).send(to, 'hello', `of-${from}`));
      }
      datasOf(await chat.client.cms('deleteUser', { user_id: gone, messages }));
      for await (const part of chat.app.get(UserRemains).clear({ uid: gone, erase: messages === 'erase' })) void part;
      await execute('UPDATE messages SET created_at = ? WHERE sender_id IN (?, ?)', LONG_AGO, gone, other);
      expect(await sweep()).toMatchObject({ messages: 2 });
      const left = await rows<object>(
        'SELECT sender_id, client_msg_id FROM client_requests WHERE sender_kind = 0 AND sender_id IN (?, ?)',
        gone,
        other,
      );
      expect(left).toEqual([{ sender_id: other, client_msg_id: `of-${other}` }]);
    },
  );
});
