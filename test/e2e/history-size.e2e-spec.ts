import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import type { Push } from '../support/chat/user-socket.js';

const LIMIT = 256 * 1024;
/** 20 KB on the wire each: some thirteen of them fill an answer. */
const BIG = '😀'.repeat(5000);
const TOTAL = 40;

describe('An answer of history', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
    for (let seq = 1; seq <= TOTAL; seq += 1) datasOf(await chat.client.as(1).send(2, BIG));
  });
  afterAll(() => chat.close());

  const page = async (query: object): Promise<{ seqs: number[]; has_more: boolean; bytes: number }> => {
    const token = await chat.client.token(2);
    const parameters = new URLSearchParams({ conversation_id: 'u:1', limit: '200', ...query }).toString();
    const url = `${chat.client.url}/anlife/v1.0/chat/message/getHistory?${parameters}`;
    const text = await (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).text();
    const { messages, has_more } = (JSON.parse(text) as { datas: { messages: Push[]; has_more: boolean } }).datas;
    return { seqs: messages.map(({ seq }) => seq), has_more, bytes: Buffer.byteLength(text) };
  };
  const expectContiguous = (seqs: readonly number[]): void => {
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
  };

  it.each([
    ['the newest', {}, (seqs: number[]) => seqs.at(-1) === TOTAL],
    ['below a cursor', { before_seq: '31' }, (seqs: number[]) => seqs.at(-1) === 30],
    ['above a cursor', { after_seq: '5' }, (seqs: number[]) => seqs[0] === 6],
  ])('%s: stops at 256 KB with has_more, contiguous and nearest the cursor', async (_what, query, isNearest) => {
    const { seqs, has_more, bytes } = await page(query);
    expect(bytes).toBeLessThan(LIMIT + 200);
    // As much as fits.
    expect(bytes).toBeGreaterThan(LIMIT - 21_000);
    expect(seqs.length).toBeLessThan(TOTAL);
    expectContiguous(seqs);
    expect(isNearest(seqs)).toBe(true);
    expect(has_more).toBe(true);
  });

  it('loses nothing to a client that pages on by what it got', async () => {
    const up: number[] = [];
    for (let more = true; more;) {
      const { seqs, has_more } = await page({ after_seq: String(up.at(-1) ?? 0) });
      expect(seqs.length).toBeGreaterThan(0);
      up.push(...seqs);
      more = has_more;
    }
    const down: number[] = [];
    for (let more = true; more;) {
      const { seqs, has_more } = await page({ before_seq: String(down[0] ?? TOTAL + 1) });
      expect(seqs.length).toBeGreaterThan(0);
      down.unshift(...seqs);
      more = has_more;
    }
    expectContiguous(up);
    expect(up).toHaveLength(TOTAL);
    expect(down).toEqual(up);
  });
});
