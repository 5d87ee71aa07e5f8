import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserDeletionRunner } from '../../src/cms/deletions/user-deletion-runner.js';
import { UserRemains } from '../../src/cms/deletions/user-remains.js';
import { RetentionRunner } from '../../src/cms/retention/retention-runner.js';
import { RetentionSweep } from '../../src/cms/retention/retention-sweep.js';
import { ReadStore } from '../../src/database/read-store.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { betweenUsers } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { appendMany } from '../support/rounds/append-many.js';

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

  it('neither recalls nor receipts, though the sweep is cut after each part of it', { timeout: 120_000 }, async () => {
    const [ann, bob] = [5, 6];
    await chat.client.importUsers(ann, bob);
    const sent = await appendMany(chat, betweenUsers(ann, bob), Array<number>(4_200).fill(ann));
    const idAt = (seq: number): number | undefined => sent[seq - 1]?.msgId;
    for (const seq of [2, 4_050, 4_150]) {
      datasOf(await chat.client.as(ann).post('message/recallMessage', { msg_id: idAt(seq) }));
    }
    for (const seq of [7, 4_160]) {
      const receipt = { msg_id: idAt(seq), status: 4 };
      datasOf(await chat.client.as(bob).post('message/updateMessageReadStatus', receipt));
    }
    const left = async (): Promise<object> => {
      const of = 'conversation_id = (SELECT id FROM conversations WHERE conversation_key = ?)';
      const found = async (table: string, column: string): Promise<number[]> =>
        (await rows(`SELECT ${column} AS n FROM ${table} WHERE ${of} ORDER BY ${column}`, `u:${ann}:${bob}`)).map(
          ({ n }) => Number(n),
        );
      return { recalls: await found('recalls', 'seq'), blocks: await found('receipt_blocks', 'block') };
    };
    expect(await left()).toEqual({ recalls: [2, 4_050, 4_150], blocks: [0, 1] });
    await execute('UPDATE messages SET created_at = ? WHERE sender_id = ? AND seq <= 4100', LONG_AGO, ann);
    const seen: string[] = [];
    for (let isOver = false; !isOver;) {
      isOver = true;
      for await (const { what, count } of chat.app.get(RetentionSweep).parts(Date.now() - DAYS * DAY_MS)) {
        if (count === 0) continue;
        seen.push(what);
        isOver = false;
        // As where the node dies right after the commit.
        break;
      }
    }
    expect(seen.filter((what) => what === 'messages')).toHaveLength(21);
    expect(await left()).toEqual({ recalls: [4_150], blocks: [1] });
    // Nothing lags any more: it is not looked through again.
    const [place] = await rows(
      'SELECT expired_seq, cleaned_seq FROM conversations WHERE conversation_key = ?',
      `u:${ann}:${bob}`,
    );
    expect(place).toEqual({ expired_seq: 4_100, cleaned_seq: 4_100 });
  });
});
