import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { MessageRepository } from '../../src/timeline/message.repository.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import type { Push } from '../support/chat/user-socket.js';

interface Row {
  [column: string]: unknown;
}

describe('A hole in a timeline', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
    for (let seq = 1; seq <= 9; seq += 1) await chat.client.as(1).send(2, `message ${seq}`);
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => chat.close());

  const history = (query: object = {}) =>
    chat.client.as(2).get<{ messages: Push[]; has_more: boolean }>('message/getHistory', {
      conversation_id: 'u:1',
      ...query,
    });
  const seqs = async (query: object = {}): Promise<number[] | undefined> =>
    (await history(query)).datas?.messages.map((message) => message.seq);

  /** Takes one message out, and returns what puts it back. */
  async function makeHole(seq: number): Promise<() => Promise<unknown>> {
    const unitOfWork = chat.app.get(UnitOfWork);
    const row = await unitOfWork.run(async (tx) => {
      const [found] = await tx.query<Row>('SELECT * FROM messages WHERE seq = ?', [seq]);
      await tx.execute('DELETE FROM messages WHERE seq = ?', [seq]);
      return found ?? {};
    });
    const columns = Object.keys(row);
    const sql = `INSERT INTO messages (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    return () => unitOfWork.run((tx) => tx.execute(sql, Object.values(row)));
  }

  it('is never passed over: what does not close is a 10007, whichever way it is read', async () => {
    const fill = await makeHole(5);
    for (const query of [{}, { after_seq: 0 }, { before_seq: 9 }, { after_seq: 4, limit: 1 }, { before_seq: 6 }]) {
      expect(await history(query)).toMatchObject({ status: 503, error_code: 10007 });
    }
    // What does not reach the hole is read as ever.
    expect(await seqs({ after_seq: 5 })).toEqual([6, 7, 8, 9]);
    expect(await seqs({ before_seq: 5 })).toEqual([1, 2, 3, 4]);
    await fill();
    expect(await seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('is read again, and closes where the message was on its way', async () => {
    const fill = await makeHole(7);
    const messages = chat.app.get(MessageRepository);
    const read = vi.spyOn(messages, 'findRange');
    const findRange = read.getMockImplementation();
    // The real read, between the first and second of which the missing commit shows.
    read.mockImplementationOnce(async (...range) => {
      read.mockRestore();
      const rows = await messages.findRange(...range);
      await fill();
      return rows;
    });
    expect(findRange).toBeUndefined();
    expect(await seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
