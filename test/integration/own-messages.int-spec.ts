import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MarksReader } from '../../src/messaging/receipts/marks-reader.js';
import { betweenUsers, inGroup } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { appendMany } from '../support/rounds/append-many.js';

interface List {
  conversations: { conversation_id: string; unread: number }[];
}

const OWN = 9000;
/** The other's messages, by seq. */
const FOREIGN = [100, 6000];

describe("Many messages of one's own", () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3);
    await chat.client.saveGroup(1, 7, [1, 2]);
  });
  afterAll(() => chat.close());

  const unread = async (id: string): Promise<number | undefined> =>
    datasOf(await chat.client.as(1).get<List>('message/getConversationList')).conversations.find(
      ({ conversation_id }) => conversation_id === id,
    )?.unread;
  /** How many seqs are looked at to count what is unread. */
  const counted = async (): Promise<number> => {
    const count = vi.spyOn(chat.app.get(MarksReader), 'countForeign');
    await unread('u:2');
    const ranges = count.mock.calls.flatMap(([, queries]) => queries.flatMap((query) => query.ranges));
    count.mockRestore();
    return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  };
  const senders = Array.from({ length: OWN }, (_, index) => (FOREIGN.includes(index + 1) ? 2 : 1));

  it("are not counted over and over, and nothing of the other's is taken for read", async () => {
    const sent = [
      await appendMany(chat, betweenUsers(1, 2), senders),
      // Here 1 has no marks yet.
      await appendMany(chat, inGroup(1, 7), senders),
    ];
    expect([await unread('u:2'), await unread('g:1:7')]).toEqual([2, 2]);
    await vi.waitUntil(async () => (await counted()) <= 2 * FOREIGN.length, { timeout: 10_000, interval: 100 });
    expect([await unread('u:2'), await unread('g:1:7')]).toEqual([2, 2]);
    for (const results of sent) {
      for (const seq of FOREIGN) {
        const query = { msg_id: results[seq - 1]?.msgId };
        expect(await chat.client.as(2).get('message/getMessageStatus', query)).toMatchObject({
          datas: { receivers: 1, received: 0, read: 0 },
        });
      }
    }
    datasOf(
      await chat.client.as(1).post('message/updateMessageReadStatus', { msg_id: sent[0]?.[99]?.msgId, status: 4 }),
    );
    expect(await unread('u:2')).toBe(1);
  });
});
