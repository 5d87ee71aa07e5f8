import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { betweenUsers, keyOf } from '../../src/timeline/conversation-target.js';
import { RangeSet } from '../../src/timeline/range-set.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { appendMany } from '../support/rounds/append-many.js';

/** Of the alternating chat; 10,000 at full size. */
const MESSAGES = Number(process.env.TEST_RECEIPT_MESSAGES ?? 2_000);
/** A block of receipts holds 4,096 seqs: these cross four of its borders. */
const ADVERSARIAL = 20_000;
const MAX_LIST = 1_000;
/** What MySQL's TEXT holds. */
const TEXT_BYTES = 65_535;

interface Stored {
  received_low: number;
  read_low: number;
  blocks: { block: number; received_set: string; read_set: string }[];
}

interface Sent {
  readonly ids: readonly number[];
  readonly senders: readonly number[];
}

describe('What receipts leave in the database', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...Array.from({ length: 40 }, (_, index) => index + 1));
  });
  afterAll(() => chat.close());

  const chatOf = async (a: number, b: number, senders: readonly number[]): Promise<Sent> => {
    const sent = await appendMany(chat, betweenUsers(a, b), senders);
    expect(sent.map(({ seq }) => seq)).toEqual(senders.map((_, index) => index + 1));
    return { ids: sent.map(({ msgId }) => msgId), senders };
  };

  const acknowledge = async (uid: number, status: 3 | 4, ids: readonly number[]): Promise<void> => {
    const call = status === 3 ? 'updateMessageReceiveStatus' : 'updateMessageReadStatus';
    for (let i = 0; i < ids.length; i += MAX_LIST) {
      const part = ids.slice(i, i + MAX_LIST);
      expect(await chat.client.as(uid).post(`message/${call}`, { msg_id: part, status })).toMatchObject({ datas: 1 });
    }
  };

  const stored = async (a: number, b: number, uid: number): Promise<Stored> => {
    const reads = chat.app.get(ReadStore);
    const where = `conversation_id = (SELECT id FROM conversations WHERE conversation_key = ?) AND user_id = ?`;
    const parameters = [keyOf(betweenUsers(a, b)), uid];
    const [lows] = await reads.query<Omit<Stored, 'blocks'>>(
      `SELECT received_low, read_low FROM participants WHERE ${where}`,
      parameters,
    );
    const blocks = await reads.query<Stored['blocks'][number]>(
      `SELECT block, received_set, read_set FROM receipt_blocks WHERE ${where} ORDER BY block`,
      parameters,
    );
    return { received_low: lows?.received_low ?? 0, read_low: lows?.read_low ?? 0, blocks };
  };

  /** Everything that a user's row and blocks hold, as text: at least what they take on disk, keys and all. */
  const bytesOf = ({ received_low, read_low, blocks }: Stored): number =>
    Buffer.byteLength(JSON.stringify([received_low, read_low, blocks]));

  const markedOf = ({ received_low, read_low, blocks }: Stored): { received: RangeSet; read: RangeSet } => {
    const union = (low: number, texts: readonly string[]): RangeSet =>
      texts.reduce((set, text) => set.union(RangeSet.parse(text)), RangeSet.of([{ from: 1, to: low }]));
    return {
      received: union(
        received_low,
        blocks.map((row) => row.received_set),
      ),
      read: union(
        read_low,
        blocks.map((row) => row.read_set),
      ),
    };
  };

  const others = ({ ids, senders }: Sent, uid: number): number[] => ids.filter((_, index) => senders[index] !== uid);

  it(
    `of an alternating chat of ${MESSAGES} messages, read to the end, is under 200 bytes a side`,
    { timeout: 60_000 + MESSAGES * 10 },
    async () => {
      const sent = await chatOf(
        1,
        2,
        Array.from({ length: MESSAGES }, (_, index) => 1 + (index % 2)),
      );
      for (const uid of [1, 2]) {
        const ids = others(sent, uid);
        // As they come in: most in order, some late, a few twice.
        const shuffled = ids.map((id, index) => ids[index ^ (index % 7 === 0 ? 5 : 0)] ?? id);
        await acknowledge(uid, 3, shuffled);
        await acknowledge(uid, 4, [...ids, ...ids.slice(0, 50)]);
        const row = await stored(1, 2, uid);
        const { received, read } = markedOf(row);
        for (const [index, sender] of sent.senders.entries()) {
          if (sender === uid) continue;
          expect(read.has(index + 1) && received.has(index + 1)).toBe(true);
        }
        expect(bytesOf(row)).toBeLessThan(200);
        expect(row.blocks).toEqual([]);
      }
      expect(await unread(2, 'u:1')).toBe(0);
    },
  );

  const unread = async (uid: number, conversationId: string): Promise<number | undefined> => {
    const { conversations } = datasOf(
      await chat.client
        .as(uid)
        .get<{ conversations: { conversation_id: string; unread: number }[] }>('message/getConversationList'),
    );
    return conversations.find(({ conversation_id }) => conversation_id === conversationId)?.unread;
  };

  // The last message of a block, the first of the next one, and both may be one's own, or come alone.
  it.each([
    ['alternately, beginning with the peer', 3, (seq: number) => (seq % 2 === 1 ? 4 : 3)],
    ['alternately, beginning with oneself', 5, (seq: number) => (seq % 2 === 1 ? 5 : 6)],
    ['all by the peer but the last of the block', 7, (seq: number) => (seq === 4096 ? 7 : 8)],
    ['all by the peer but the first of the next block', 9, (seq: number) => (seq === 4097 ? 9 : 10)],
    ['all by oneself but the first of the next block', 11, (seq: number) => (seq === 4097 ? 12 : 11)],
    ['all by oneself but the last of the block', 13, (seq: number) => (seq === 4096 ? 14 : 13)],
  ])('is one watermark across the border of a block: sent %s', async (_name, uid, senderOf) => {
    const senders = Array.from({ length: 4_200 }, (_, index) => senderOf(index + 1));
    const sent = await chatOf(uid, uid + 1, senders);
    await acknowledge(uid, 4, others(sent, uid));
    const row = await stored(uid, uid + 1, uid);
    expect(row.blocks).toEqual([]);
    // No further than what was seen: a later message is not read in advance.
    const last = senders.findLastIndex((sender) => sender !== uid) + 1;
    expect([row.received_low, row.read_low]).toEqual([last, last]);
  });

  it(
    `of every second message of ${ADVERSARIAL}, acknowledged in an adverse order, is exact and no row outgrows its column`,
    { timeout: 120_000 },
    async () => {
      const sent = await chatOf(21, 22, Array<number>(ADVERSARIAL).fill(21));
      const second = sent.ids.filter((_, index) => index % 2 === 1);
      // Each list is from all over the conversation: 3,331 and 10,000 have no common factor.
      const order = second.map((_, index) => second[(index * 3331) % second.length] ?? 0);
      expect(new Set(order).size).toBe(ADVERSARIAL / 2);
      await acknowledge(22, 3, order);
      const exactly = RangeSet.of(second.map((_, index) => ({ from: 2 * index + 2, to: 2 * index + 2 })));
      const onlyReceived = await stored(21, 22, 22);
      expect(String(markedOf(onlyReceived).received)).toBe(String(exactly));
      expect(markedOf(onlyReceived).read.isEmpty).toBe(true);
      await acknowledge(22, 4, order.slice(0, order.length / 2));
      const readHalf = await stored(21, 22, 22);
      const half = new Set(order.slice(0, order.length / 2));
      const halfExactly = RangeSet.of(
        sent.ids.flatMap((id, index) => (half.has(id) ? [{ from: index + 1, to: index + 1 }] : [])),
      );
      expect(String(markedOf(readHalf).received)).toBe(String(exactly));
      expect(String(markedOf(readHalf).read)).toBe(String(halfExactly));
      const largest = Math.max(
        ...readHalf.blocks.flatMap(({ received_set, read_set }) => [received_set, read_set].map((text) => text.length)),
      );
      expect(largest).toBeGreaterThan(5_000);
      expect(largest).toBeLessThan(TEXT_BYTES);
      // As the sender sees it, at the borders of the blocks and here and there.
      for (const seq of [1, 2, 4095, 4096, 4097, 4098, 8191, 8192, 8193, 12_288, 16_385, 19_999, 20_000]) {
        const { users } = datasOf(
          await chat.client
            .as(21)
            .get<{ users: { status: number }[] }>('message/getMessageStatus', { msg_id: sent.ids[seq - 1] }),
        );
        const expected = seq % 2 === 1 ? 0 : half.has(sent.ids[seq - 1] ?? 0) ? 4 : 3;
        expect([seq, users[0]?.status]).toEqual([seq, expected]);
      }
      expect(await unread(22, 'u:21')).toBe(999);
      // The other half makes it one row again, whatever order it comes in.
      await acknowledge(22, 4, [...sent.ids].reverse());
      expect(await stored(21, 22, 22)).toEqual({ received_low: ADVERSARIAL, read_low: ADVERSARIAL, blocks: [] });
      expect(await unread(22, 'u:21')).toBe(0);
    },
  );

  it(
    'of a conversation read as a whole is one watermark, over holes and blocks of any number',
    { timeout: 120_000 },
    async () => {
      const sent = await chatOf(31, 32, Array<number>(9_000).fill(31));
      await acknowledge(
        32,
        3,
        sent.ids.filter((_, index) => index % 3 === 0),
      );
      const read = (up_to_seq: number) =>
        chat.client.as(32).post('message/readConversation', { conversation_id: 'u:31', up_to_seq });
      expect(await read(5_000)).toMatchObject({ datas: 1 });
      const half = await stored(31, 32, 32);
      expect(half.read_low).toBe(5_000);
      expect(markedOf(half).read.max).toBe(5_000);
      expect(markedOf(half).received.has(5_001)).toBe(false);
      expect(markedOf(half).received.has(8_998)).toBe(true);
      expect(await unread(32, 'u:31')).toBe(999);
      expect(await read(4)).toMatchObject({ datas: 1 });
      expect(await stored(31, 32, 32)).toEqual(half);
      expect(await read(1_000_000)).toMatchObject({ datas: 1 });
      expect(await stored(31, 32, 32)).toEqual({ received_low: 9_000, read_low: 9_000, blocks: [] });
      expect(await unread(32, 'u:31')).toBe(0);
    },
  );
});
