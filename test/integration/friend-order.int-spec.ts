import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { FriendCalls } from '../e2e/support/friend-calls.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import type { Push } from '../support/chat/user-socket.js';
import { store } from '../support/stores/test-database.js';
import { type Statement, watchStatements } from './support/statements.js';
import { gate } from './support/writing.js';

const ROUNDS = 8;
const SENDS = 150;
const DONE = { status: 200, datas: 1 };

/** What changes a friendship comes before or after everything else in the conversation of the two. */
describe('The order of friendships and sends', () => {
  let chat: ChatApp;
  let calls: FriendCalls;
  let statements: Statement[];

  beforeAll(async () => {
    chat = await startChat({ REQUIRE_FRIENDSHIP: 'true' });
    calls = new FriendCalls(chat.client);
    statements = watchStatements(chat.app);
  });
  afterAll(() => chat.close());

  /** Ids of all messages that one user has from another, ascending. */
  const historyOf = async (uid: number, other: number): Promise<number[]> => {
    const query = { conversation_id: `u:${other}`, limit: 200 };
    const { messages } = datasOf(await chat.client.as(uid).get<{ messages: Push[] }>('message/getHistory', query));
    return messages.map(({ msg_id }) => msg_id).sort((a, b) => a - b);
  };

  it('where only friends may write, none is accepted after deleteFriend’s answer, and those before are there', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [ann, bob] = [2 * round + 1, 2 * round + 2];
      await chat.client.importUsers(ann, bob);
      const send = (text: string): Promise<Answer<number>> => chat.client.as(ann).send(bob, text);
      expect(await send('strangers')).toMatchObject({ status: 403, error_code: 20010 });
      await calls.befriend(ann, bob);
      const sending = Array.from({ length: SENDS }, (_, index) => send(`message ${index}`));
      await Promise.race(sending);
      expect(await calls.remove(bob, ann)).toEqual(DONE);
      const seen = await historyOf(bob, ann);
      const late = await Promise.all(Array.from({ length: 10 }, (_, index) => send(`late ${index}`)));
      for (const answer of late) expect(answer).toMatchObject({ status: 403, error_code: 20010 });
      const answers = await Promise.all(sending);
      expect(answers.filter(({ datas, error_code }) => datas === undefined && error_code !== 20010)).toEqual([]);
      expect(seen).toEqual(answers.flatMap(({ datas }) => datas ?? []).sort((a, b) => a - b));
      expect(await historyOf(bob, ann)).toEqual(seen);
    }
  });

  // On SQLite there is one writer, and so nothing to wait for.
  if (store === 'mysql') {
    it.each<[string, (id: number) => Promise<Answer>]>([
      ['addFriendApply', () => calls.apply(101, 102)],
      ['agreeFriendApply', (id) => calls.agree(102, id)],
      ['rejectFriendApply', (id) => calls.reject(102, id)],
      ['deleteFriend', () => calls.remove(101, 102)],
    ])('%s waits for who holds the conversation of the two', async (_name, call) => {
      await chat.client.importUsers(101, 102);
      datasOf(await calls.remove(101, 102));
      const id = await calls.applied(101, 102);
      const [held, release] = [gate(), gate()];
      const holding = chat.app.get(UnitOfWork).run(async (tx) => {
        await tx.query("SELECT id FROM conversations WHERE conversation_key = 'u:101:102' FOR UPDATE");
        held.open();
        await release.opened;
      });
      await held.opened;
      statements.length = 0;
      const isLocking = ({ sql }: Statement): boolean => /FROM conversations\s.*FOR UPDATE/s.test(sql);
      let answered = false;
      const answer = call(id).finally(() => (answered = true));
      try {
        await expect.poll(() => answered || statements.some(isLocking)).toBe(true);
        expect(answered).toBe(false);
      } finally {
        release.open();
        await holding;
      }
      expect(await answer).toEqual(DONE);
    });
  }
});
