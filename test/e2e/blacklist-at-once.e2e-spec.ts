import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import type { UserClient } from '../support/chat/chat-client.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import { block, blockedBy, hasBlocked, unblock } from './support/blacklist.js';

describe('The blacklist, told by 32 calls at once', () => {
  let chat: ChatApp;
  /** Two users whom no test had before, and who know nothing of each other. */
  let anna: UserClient;
  let bert: UserClient;
  let fresh = 1000;

  const newUser = async (): Promise<UserClient> => {
    const uid = (fresh += 1);
    await chat.client.importUsers(uid);
    return chat.client.as(uid);
  };

  beforeAll(async () => {
    chat = await startChat();
  });
  beforeEach(async () => {
    [anna, bert] = [await newUser(), await newUser()];
  });
  afterAll(() => chat.close());

  const rows = async (): Promise<number> => {
    const sql = 'SELECT COUNT(*) AS n FROM blacklist WHERE user_id = ? AND blocked_id = ?';
    const [row] = await chat.app.get(ReadStore).query<{ n: number }>(sql, [anna.uid, bert.uid]);
    return row?.n ?? -1;
  };
  const ONE = { status: 200, datas: 1 };
  const thirtyTwo = (change: (index: number) => Promise<Answer>): Promise<Answer[]> =>
    Promise.all(Array.from({ length: 32 }, (_, index) => change(index)));

  it.each(['whose first contact this is', 'who write to each other'])('to block one, by two %s', async (who) => {
    if (who.startsWith('who write')) datasOf(await anna.send(bert.uid, 'hello'));
    await Promise.all([anna, bert].map(({ uid }) => chat.client.token(uid)));
    expect(await thirtyTwo(() => block(anna, bert.uid))).toEqual(Array(32).fill(ONE));
    expect([await rows(), await hasBlocked(anna, bert.uid)]).toEqual([1, 1]);
    expect(await thirtyTwo(() => unblock(anna, bert.uid))).toEqual(Array(32).fill(ONE));
    expect([await rows(), await hasBlocked(anna, bert.uid)]).toEqual([0, 0]);
  });

  it('to block and to let go: all are done, and one block stands or none', async () => {
    for (let round = 0; round < 5; round += 1) {
      const answers = await thirtyTwo((i) => (i % 2 === 0 ? block : unblock)(anna, bert.uid));
      expect(answers).toEqual(Array(32).fill(ONE));
      const stored = await rows();
      expect([0, 1]).toContain(stored);
      expect(await hasBlocked(anna, bert.uid)).toBe(stored);
      const answer = await bert.send(anna.uid, 'x');
      expect(answer.error_code ?? 0).toBe(stored === 1 ? 20003 : 0);
    }
  });

  it('each by another, in a ring, both ways', async () => {
    const ring = await Promise.all(Array.from({ length: 16 }, newUser));
    await Promise.all(ring.map(({ uid }) => chat.client.token(uid)));
    const neighbour = (index: number): number => ring[(index + ring.length) % ring.length]?.uid ?? 0;
    for (const change of [block, unblock]) {
      const forward = ring.map((user, index) => change(user, neighbour(index + 1)));
      const backward = ring.map((user, index) => change(user, neighbour(index - 1)));
      expect(await Promise.all([...forward, ...backward])).toEqual(Array(32).fill(ONE));
      for (const [index, user] of ring.entries()) {
        const both = [neighbour(index - 1), neighbour(index + 1)].sort((a, b) => a - b);
        expect((await blockedBy(user)).sort((a, b) => a - b)).toEqual(change === block ? both : []);
      }
    }
  });
});
