import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { RecallRepository } from '../../src/messaging/recall/recall.repository.js';
import { MessageRepository } from '../../src/timeline/message.repository.js';
import { betweenUsers } from '../../src/timeline/conversation-target.js';
import { TimelineReader } from '../../src/timeline/timeline-reader.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import type { Push } from '../support/chat/user-socket.js';
import { appendMany } from '../support/rounds/append-many.js';

interface SyncAnswer {
  messages: Push[];
  has_more: boolean;
  recalled: { msg_id: number; seq: number }[];
  recalls_cursor: number;
}

const LIMIT = 256 * 1024;
/** 20 KB on the wire. */
const BIG = '😀'.repeat(5000);
const TOTAL = 60;
const RECALLS = 2300;

const seqsUpTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe('An answer of at most 256 KB', () => {
  let chat: ChatApp;
  let recalledIds: number[];

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3);
    for (let seq = 1; seq <= TOTAL; seq += 1) datasOf(await chat.client.as(1).send(2, BIG));
    const sent = await appendMany(chat, betweenUsers(1, 3), Array<number>(RECALLS).fill(1));
    recalledIds = sent.map(({ msgId }) => msgId);
    const [first] = await chat.app.get(TimelineReader).locate(1, [recalledIds[0] ?? 0]);
    await chat.app.get(UnitOfWork).run(async (tx) => {
      for (const { msgId, seq } of sent) {
        const place = { conversation_id: first?.conversationId ?? 0, seq, msg_id: msgId };
        await chat.app.get(RecallRepository).recall(tx, place, Date.now());
      }
    });
  });
  afterAll(() => chat.close());

  /** The most rows that one of these calls read of the table of messages. */
  const rowsReadBy = async (call: () => Promise<unknown>): Promise<number> => {
    const repository = chat.app.get(MessageRepository);
    let rows = 0;
    for (const name of ['findRange', 'findStretches'] as const) {
      const original = repository[name].bind(repository) as (...args: unknown[]) => Promise<unknown[]>;
      vi.spyOn(repository, name).mockImplementation((async (...args: unknown[]) => {
        const found = await original(...args);
        rows += found.length;
        return found;
      }) as never);
    }
    try {
      await call();
    } finally {
      vi.restoreAllMocks();
    }
    return rows;
  };
  const sync = async (uid: number, known: object, more: object = {}): Promise<SyncAnswer> =>
    datasOf(await chat.client.as(uid).post<SyncAnswer>('message/sync', { known, limit: 1000, ...more }));

  it('is read by sync hardly further than it holds', async () => {
    let answer: SyncAnswer | undefined;
    expect(await rowsReadBy(async () => (answer = await sync(2, {})))).toBeLessThanOrEqual(20);
    expect(answer?.has_more).toBe(true);
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeGreaterThan(LIMIT - 21_000);
    const seqs: number[] = [];
    for (let more = true; more;) {
      const { messages, has_more } = await sync(2, { 'u:1': seqs.at(-1) ?? 0 });
      expect(messages.length).toBeGreaterThan(0);
      seqs.push(...messages.map(({ seq }) => seq));
      more = has_more;
    }
    expect(seqs).toEqual(seqsUpTo(TOTAL));
  });

  it.each([{}, { before_seq: 50 }, { after_seq: 3 }])('is read by history hardly further: %j', async (cursor) => {
    const query = { conversation_id: 'u:1', limit: 200, ...cursor };
    const rows = await rowsReadBy(async () => datasOf(await chat.client.as(2).get('message/getHistory', query)));
    expect(rows).toBeLessThanOrEqual(20);
  });

  it('counts recalls, which come in pages in their order', async () => {
    const find = vi.spyOn(chat.app.get(RecallRepository), 'findBetween');
    const told: number[] = [];
    let cursor = 1;
    for (let more = true; more;) {
      // Big messages as well.
      const known = { 'u:3': RECALLS };
      const answer = await sync(1, known, { recalls_after: cursor });
      expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(LIMIT + 500);
      expect(answer.messages.length).toBeGreaterThan(0);
      told.push(...answer.recalled.map(({ msg_id }) => msg_id));
      expect(answer.recalls_cursor).toBeGreaterThan(cursor);
      cursor = answer.recalls_cursor;
      more = told.length < RECALLS;
      expect(answer.has_more).toBe(true);
    }
    expect(told).toEqual(recalledIds);
    for (const { value } of find.mock.results) expect(((await value) as unknown[]).length).toBeLessThanOrEqual(1001);
    expect(await sync(1, { 'u:2': TOTAL, 'u:3': RECALLS }, { recalls_after: cursor })).toMatchObject({
      recalled: [],
      has_more: false,
      recalls_cursor: cursor,
    });
  });
});
