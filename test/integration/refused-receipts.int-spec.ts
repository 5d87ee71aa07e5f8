import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ReceiptWriter } from '../../src/messaging/receipts/receipt-writer.js';
import { inGroup } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { appendMany } from '../support/rounds/append-many.js';

const READERS = Array.from({ length: 20 }, (_, index) => index + 2);
const BAD = 13;

describe('A batch of receipts that fails', () => {
  let chat: ChatApp;
  let id: number;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, ...READERS);
    await chat.client.saveGroup(1, 1, [1, ...READERS]);
    id = (await appendMany(chat, inGroup(1, 1), [1]))[0]?.msgId ?? 0;
    await Promise.all(READERS.map((uid) => chat.client.token(uid)));
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => chat.close());

  it('refuses the one that is the cause, late in its transaction, and nobody else', async () => {
    const sender = await chat.client.connect(1);
    const writer = chat.app.get(ReceiptWriter);
    const mark = writer.mark.bind(writer);
    const batches: number[] = [];
    vi.spyOn(writer, 'mark').mockImplementation(async (tx, marks) => {
      const fresh = await mark(tx, marks);
      batches.push(marks.length);
      if (marks.some(({ uid }) => uid === BAD)) throw new Error('a bad row');
      return fresh;
    });
    const answers = await Promise.all(
      READERS.map((uid) => chat.client.as(uid).post('message/updateMessageReadStatus', { msg_id: id, status: 4 })),
    );
    expect(answers.map(({ error_code }) => error_code)).toEqual(
      READERS.map((uid) => (uid === BAD ? 10500 : undefined)),
    );
    expect(Math.max(...batches)).toBeGreaterThan(1);
    const { users } = datasOf(
      await chat.client.as(1).get<{ users: object[] }>('message/getMessageStatus', { msg_id: id }),
    );
    expect(users).toEqual(READERS.map((user_id) => ({ user_id, status: user_id === BAD ? 0 : 4 })));
    // What was rolled back was told to nobody; what was stored then, once.
    await sender.until('19 statuses', (socket) => socket.of('message:status').length === 19);
    const told = sender.of<{ uid: string }>('message:status').map(({ uid }) => Number(uid));
    expect(told.sort((a, b) => a - b)).toEqual(READERS.filter((uid) => uid !== BAD));
  });
});
