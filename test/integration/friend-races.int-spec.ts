import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { chunks } from '../../src/database/sql.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { EventBus } from '../../src/events/event-bus.js';
import { FriendApplyService } from '../../src/friends/friend-apply.service.js';
import { friendshipEnded, friendshipMade } from '../../src/friends/friend-events.js';
import { FriendCalls } from '../e2e/support/friend-calls.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import { store } from '../support/stores/test-database.js';
import { type SecondServer, startSecondServer } from './support/second-server.js';

const AT_ONCE = 30;
const ROUNDS = 8;
const PAIRS = 40;
/** Few enough that no call waits for a connection of the pool: a 10007 is then a lock's. */
const PAIRS_AT_ONCE = 6;
const MANY = 25;
const USERS = Array.from({ length: 2 * PAIRS }, (_, index) => index + 1);
const DONE = { status: 200, datas: 1 };

type Pair = readonly [ann: number, bob: number];
const pairs = Array.from({ length: PAIRS }, (_, index): Pair => [2 * index + 1, 2 * index + 2]);

/** On MySQL through two servers at once, whose transactions meet in the database. A deadlock that reached a caller would be a 10007. */
describe('Races of friends', () => {
  let chat: ChatApp;
  let second: SecondServer | undefined;
  let places: FriendCalls[];
  /** `name low:high` of each friendship that began or ended, on whichever server. */
  const heard: string[] = [];

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...USERS);
    if (store === 'mysql') second = await startSecondServer(chat);
    const servers = second ? [chat, second] : [chat];
    for (const { app, client } of servers) {
      // Tokens are issued before, so that the calls themselves are all there is to race.
      await Promise.all(USERS.map((uid) => client.token(uid)));
      const events = app.get(EventBus);
      for (const event of [friendshipMade, friendshipEnded])
        events.subscribe(event, ({ users }) => {
          const ids = users.map(({ id }) => id).sort((a, b) => a - b);
          heard.push(`${event.name} ${ids.join(':')}`);
        });
    }
    places = servers.map(({ client }) => new FriendCalls(client));
  });
  beforeEach(async () => {
    await chat.app.get(UnitOfWork).run(async (tx) => {
      for (const table of ['friend_applies', 'friendships', 'blacklist']) await tx.execute(`DELETE FROM ${table}`);
    });
    heard.length = 0;
  });
  afterAll(async () => {
    await second?.close();
    await chat.close();
  });

  const at = (index: number): FriendCalls => places[index % places.length] as FriendCalls;

  const counted = async (sql: string, parameters: unknown[] = []): Promise<Record<string, number>> => {
    const [row = {}] = await chat.app.get(ReadStore).query<Record<string, unknown>>(sql, parameters);
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]));
  };
  /** Applications of one to another: all of them, and those that wait. */
  const applies = ([from, to]: Pair): Promise<Record<string, number>> =>
    counted(
      'SELECT COUNT(*) AS total, COUNT(pending) AS waiting FROM friend_applies WHERE applicant_id = ? AND receiver_id = ?',
      [from, to],
    );
  const areFriends = async ([ann, bob]: Pair): Promise<boolean> => {
    const [mine, theirs] = [await at(0).friendIds(ann), await at(1).friendIds(bob)];
    const { total } = await counted('SELECT COUNT(*) AS total FROM friendships WHERE low_id = ? AND high_id = ?', [
      ann,
      bob,
    ]);
    expect([mine, theirs]).toEqual(total === 1 ? [[bob], [ann]] : [[], []]);
    return total === 1;
  };
  const times = <T>(count: number, call: (index: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => call(index)));
  /** Works on all pairs, several at once. */
  const contest = async <T>(work: (pair: Pair, index: number) => Promise<T>): Promise<T[]> => {
    const results: T[] = [];
    for (const part of chunks([...pairs.entries()], PAIRS_AT_ONCE))
      results.push(...(await Promise.all(part.map(([index, pair]) => work(pair, index)))));
    return results;
  };
  const codesOf = (answers: readonly Answer[]): number[] =>
    [...new Set(answers.map(({ datas, error_code }) => error_code ?? (datas as number)))].sort((a, b) => a - b);
  const told = (name: string, [ann, bob]: Pair): number => heard.filter((it) => it === `${name} ${ann}:${bob}`).length;

  it('30 concurrent applies leave one', async () => {
    for (const pair of pairs.slice(0, ROUNDS)) {
      const [ann, bob] = pair;
      const answers = await times(AT_ONCE, (index) => at(index).apply(ann, bob, `comment ${index}`));
      for (const answer of answers) expect(answer).toEqual(DONE);
      expect(await applies(pair)).toEqual({ total: 1, waiting: 1 });
      const { applys } = await at(0).received(bob);
      expect(applys).toMatchObject([{ user_id: ann, comment: expect.stringMatching(/^comment \d+$/), status: '0' }]);
      expect(await areFriends(pair)).toBe(false);
    }
  });

  it('30 concurrent agrees make one friendship', async () => {
    for (const pair of pairs.slice(0, ROUNDS)) {
      const [ann, bob] = pair;
      const id = await at(0).applied(ann, bob);
      const answers = await times(AT_ONCE, (index) => at(index).agree(bob, id));
      for (const answer of answers) expect(answer).toEqual(DONE);
      expect(await areFriends(pair)).toBe(true);
      await expect.poll(() => told('friend.made', pair)).toBe(1);
    }
    expect(heard).toHaveLength(ROUNDS);
  });

  it.each([1, 2, 3])('two people applying to each other at the same instant end as friends (round %i)', async () => {
    const answers = await contest(([ann, bob], index) =>
      Promise.all([at(index).apply(ann, bob), at(index + 1).apply(bob, ann)]),
    );
    // Each applied once, and nobody was a friend before: the later one of two meets what waits.
    for (const answer of answers.flat()) expect(answer).toEqual(DONE);
    await expectFriendsOnce();
  });

  it('two people applying to each other at the same instant, and again and again, end as friends', async () => {
    const answers = await contest(([ann, bob], index) =>
      Promise.all([index, index + 1].flatMap((place) => [at(place).apply(ann, bob), at(place).apply(bob, ann)])),
    );
    expect(codesOf(answers.flat())).toEqual([1, 40001]);
    await expectFriendsOnce();
  });

  async function expectFriendsOnce(): Promise<void> {
    for (const pair of pairs) {
      expect(await areFriends(pair)).toBe(true);
      await expect.poll(() => told('friend.made', pair)).toBe(1);
    }
    expect(heard).toHaveLength(PAIRS);
    expect(await counted('SELECT COUNT(pending) AS waiting FROM friend_applies')).toEqual({ waiting: 0 });
  }

  it('delete against agree: both are answered with 1, and both lists say the same', async () => {
    const answers = await contest(async ([ann, bob], index) => {
      const id = await at(index).applied(ann, bob);
      const agree = (): Promise<Answer> => at(index).agree(bob, id);
      const remove = (): Promise<Answer> =>
        index % 3 === 0 ? at(index + 1).remove(bob, ann) : at(index + 1).remove(ann, bob);
      return Promise.all(index % 2 ? [agree(), remove()] : [remove(), agree()]);
    });
    for (const answer of answers.flat()) expect(answer).toEqual(DONE);
    for (const pair of pairs) {
      // Agreed either way: a friendship that was deleted had begun, and no repeat brings it back.
      expect((await at(0).received(pair[1])).applys[0]).toMatchObject({ status: '1' });
      const friends = await areFriends(pair);
      await expect.poll(() => [told('friend.made', pair), told('friend.ended', pair)]).toEqual([1, friends ? 0 : 1]);
    }
  });

  it('agree against reject: one of the two holds, and the other one is told so', async () => {
    const outcomes = await contest(async (pair, index) => {
      const id = await at(index).applied(...pair);
      const agree = (): Promise<Answer> => at(index).agree(pair[1], id);
      const reject = (): Promise<Answer> => at(index + 1).reject(pair[1], id);
      const both =
        index % 2
          ? await Promise.all([agree(), reject()])
          : await Promise.all([reject(), agree()]).then((answers) => answers.reverse());
      return { pair, codes: both.map(({ error_code, datas }) => error_code ?? datas) };
    });
    for (const { pair, codes } of outcomes) {
      const friends = await areFriends(pair);
      expect(codes).toEqual(friends ? [1, 40001] : [40004, 1]);
      expect((await at(0).received(pair[1])).applys[0]).toMatchObject({ status: friends ? '1' : '2' });
    }
  });

  it('block against agree: who was blocked first is no friend, and no friendship begins after the block’s answer', async () => {
    await contest(async (pair, index) => {
      const [ann, bob] = pair;
      const id = await at(index).applied(ann, bob);
      const agreeing = at(index).agree(bob, id);
      await at(index + 1).block(bob, ann);
      const friends = await areFriends(pair);
      expect(await agreeing).toMatchObject(friends ? DONE : { status: 403, error_code: 40005 });
      expect(await areFriends(pair)).toBe(friends);
    });
  });

  it('many who apply to one and the same user at once are all listed, each once', async () => {
    const [popular = 0, ...others] = USERS.slice(0, MANY);
    const answers = await Promise.all(others.map((uid, index) => at(index).apply(uid, popular)));
    for (const answer of answers) expect(answer).toEqual(DONE);
    const { total, applys } = await at(0).received(popular);
    expect(total).toBe(String(others.length));
    expect(applys.map(({ user_id }) => user_id).sort((a, b) => a - b)).toEqual(others);
    const agreed = await Promise.all(
      applys.map(({ relation_apply_id }, index) => at(index).agree(popular, relation_apply_id)),
    );
    for (const answer of agreed) expect(answer).toEqual(DONE);
    expect((await at(1).friendIds(popular)).sort((a, b) => a - b)).toEqual(others);
  });

  it('who was banned after the door let them in is a 10001, and leaves no application', async () => {
    const [banned, other] = [1001, 1002];
    await chat.client.importUsers(banned, other);
    datasOf(await chat.client.cms('banUser', { user_id: banned }));
    await expect(chat.app.get(FriendApplyService).apply(banned, other, 'x')).rejects.toMatchObject({ code: 10001 });
    expect(await applies([banned, other])).toEqual({ total: 0, waiting: 0 });
  });
});
