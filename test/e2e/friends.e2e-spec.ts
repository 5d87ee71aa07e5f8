import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { FriendCalls } from './support/friend-calls.js';

const DONE = { status: 200, datas: 1 };
const NOBODY = 404_404;
const NO_SUCH_APPLY = { status: 404, error_code: 40003, error_msg: '申请不存在或不是发给当前用户的' };
const ALREADY_FRIENDS = { status: 409, error_code: 40001 };
const ALREADY_REFUSED = { status: 409, error_code: 40004 };
const BLOCKED = { status: 403, error_code: 40005 };

describe('Friends', () => {
  let chat: ChatApp;
  let calls: FriendCalls;
  /** Users of the test's own: one who applies, one who receives, and a third. */
  let ann: number;
  let bob: number;
  let eve: number;
  let last = 0;

  beforeAll(async () => {
    chat = await startChat();
    calls = new FriendCalls(chat.client);
  });
  beforeEach(async () => {
    [ann, bob, eve] = [last + 1, last + 2, last + 3];
    last += 3;
    await chat.client.importUsers(ann, bob, eve);
  });
  afterAll(() => chat.close());

  /** How the applications from one to another stand, newest first. */
  const statuses = async (from: number, to: number): Promise<string[]> =>
    (await calls.sent(from)).applys.flatMap(({ user_id, status }) => (user_id === to ? status : []));

  const expectFriends = async (a: number, b: number): Promise<void> => {
    expect(await calls.friendIds(a)).toContain(b);
    expect(await calls.friendIds(b)).toContain(a);
  };
  const expectNoFriends = async (...uids: number[]): Promise<void> => {
    for (const uid of uids) expect(await calls.friends(uid)).toEqual({ total: '0', friends: [] });
  };

  describe('an application', () => {
    it('waits for its receiver, and makes nobody a friend', async () => {
      expect(await calls.apply(ann, bob, 'it is me')).toEqual(DONE);
      const { applys } = await calls.received(bob);
      expect(applys).toMatchObject([{ user_id: ann, comment: 'it is me', status: '0' }]);
      expect((await calls.sent(ann)).applys).toMatchObject([{ ...applys[0], user_id: bob, nickname: `user ${bob}` }]);
      expect(await calls.received(ann)).toEqual({ total: '0', applys: [] });
      expect(await calls.sent(bob)).toEqual({ total: '0', applys: [] });
      await expectNoFriends(ann, bob);
    });

    it('that is repeated keeps its id, and takes the new comment and time', async () => {
      const id = await calls.applied(ann, bob, 'first');
      await calls.applied(eve, bob, 'in between');
      expect((await calls.received(bob)).applys.map(({ comment }) => comment)).toEqual(['in between', 'first']);
      expect(await calls.applied(ann, bob, 'second')).toBe(id);
      const { total, applys } = await calls.received(bob);
      expect(total).toBe('2');
      expect(applys.map(({ comment }) => comment)).toEqual(['second', 'in between']);
      expect((await calls.sent(ann)).applys).toMatchObject([{ comment: 'second', relation_apply_id: id }]);
    });

    it('to oneself is a 40002, also where one does not exist', async () => {
      expect(await calls.apply(ann, ann)).toMatchObject({ status: 400, error_code: 40002 });
      expect(await calls.sent(ann)).toEqual({ total: '0', applys: [] });
    });

    it('to an unknown user is a 20001 that names them', async () => {
      const answer = await calls.apply(ann, NOBODY);
      expect(answer).toMatchObject({ status: 404, error_code: 20001, error_msg: expect.stringContaining('404404') });
    });

    it('to a friend is a 40001, whoever of the two had applied, also where the friend has blocked', async () => {
      await calls.befriend(ann, bob);
      expect(await calls.apply(ann, bob)).toMatchObject(ALREADY_FRIENDS);
      expect(await calls.apply(bob, ann)).toMatchObject(ALREADY_FRIENDS);
      await calls.block(bob, ann);
      expect(await calls.apply(ann, bob)).toMatchObject(ALREADY_FRIENDS);
      expect(await statuses(ann, bob)).toEqual(['1']);
    });

    it('to who has blocked the applicant is a 40005, and the other way round it is not', async () => {
      await calls.block(bob, ann);
      expect(await calls.apply(ann, bob)).toMatchObject(BLOCKED);
      expect(await calls.sent(ann)).toEqual({ total: '0', applys: [] });
      expect(await calls.apply(bob, ann)).toEqual(DONE);
      await calls.unblock(bob, ann);
      // Theirs waits: this one agrees.
      expect(await calls.apply(ann, bob)).toEqual(DONE);
      await expectFriends(ann, bob);
    });

    it.each([[''], ['a'.repeat(256)], ['😀'.repeat(256)], ['a\0b'], ['\ud83d'], [7], [['a']], [null], [undefined]])(
      'with the comment %j is a 10000',
      async (comment) => {
        const answer = await chat.client.as(ann).post('user/addFriendApply', { to_uid: bob, comment });
        expect(answer).toMatchObject({ status: 400, error_code: 10000, error_msg: expect.stringContaining('comment') });
        expect(await calls.sent(ann)).toEqual({ total: '0', applys: [] });
      },
    );

    it('may have a comment of 255 characters, however many bytes they take', async () => {
      for (const character of ['a', '你', '😀']) {
        await calls.applied(ann, bob, character.repeat(255));
        expect((await calls.received(bob)).applys[0]?.comment).toBe(character.repeat(255));
      }
    });
  });

  describe('who both apply', () => {
    it('are friends at once: the first application is agreed to, and there is no second one', async () => {
      const id = await calls.applied(ann, bob);
      expect(await calls.apply(bob, ann)).toEqual(DONE);
      await expectFriends(ann, bob);
      expect((await calls.received(bob)).applys).toMatchObject([{ relation_apply_id: id, status: '1' }]);
      expect(await calls.received(ann)).toEqual({ total: '0', applys: [] });
      // A client that did not hear the answer takes this as success.
      expect(await calls.apply(bob, ann)).toMatchObject(ALREADY_FRIENDS);
    });

    it('are friends, too, where the one who applies last has blocked the other one: they ask for it', async () => {
      await calls.applied(ann, bob);
      await calls.block(bob, ann);
      expect(await calls.apply(bob, ann)).toEqual(DONE);
      await expectFriends(ann, bob);
    });

    it('do not become friends by a first application that was refused', async () => {
      await calls.reject(bob, await calls.applied(ann, bob));
      expect(await calls.apply(bob, ann)).toEqual(DONE);
      await expectNoFriends(ann, bob);
      expect(await statuses(bob, ann)).toEqual(['0']);
    });
  });

  describe('agreeing', () => {
    it('makes a friendship that both have, and a repeat changes nothing', async () => {
      const id = await calls.applied(ann, bob);
      expect(await calls.agree(bob, id)).toEqual(DONE);
      await expectFriends(ann, bob);
      const lists = [await calls.friends(ann), await calls.friends(bob), await calls.received(bob)];
      expect(await calls.agree(bob, id)).toEqual(DONE);
      expect([await calls.friends(ann), await calls.friends(bob), await calls.received(bob)]).toEqual(lists);
      expect(lists[0]?.total).toBe('1');
    });

    it('is for the receiver alone: a 40003 for the applicant, for others and where there is nothing', async () => {
      const id = await calls.applied(ann, bob);
      for (const uid of [ann, eve]) {
        expect(await calls.agree(uid, id)).toEqual(NO_SUCH_APPLY);
        expect(await calls.reject(uid, id)).toEqual(NO_SUCH_APPLY);
      }
      for (const missing of [id + 100_000, Number.MAX_SAFE_INTEGER]) {
        expect(await calls.agree(bob, missing)).toEqual(NO_SUCH_APPLY);
        expect(await calls.reject(bob, missing)).toEqual(NO_SUCH_APPLY);
      }
      expect(await statuses(ann, bob)).toEqual(['0']);
      await expectNoFriends(ann, bob, eve);
    });

    it('to what was refused is a 40004', async () => {
      const id = await calls.applied(ann, bob);
      await calls.reject(bob, id);
      expect(await calls.agree(bob, id)).toMatchObject(ALREADY_REFUSED);
      await expectNoFriends(ann, bob);
    });

    it('to who is blocked is a 40005 until they are not', async () => {
      const id = await calls.applied(ann, bob);
      await calls.block(bob, ann);
      expect(await calls.agree(bob, id)).toMatchObject(BLOCKED);
      await expectNoFriends(ann, bob);
      await calls.unblock(bob, ann);
      expect(await calls.agree(bob, id)).toEqual(DONE);
      await expectFriends(ann, bob);
    });

    it('is not hindered by the applicant’s block', async () => {
      const id = await calls.applied(ann, bob);
      await calls.block(ann, bob);
      expect(await calls.agree(bob, id)).toEqual(DONE);
      await expectFriends(ann, bob);
    });
  });

  describe('refusing', () => {
    it('is told in both lists, makes nobody a friend, and a repeat changes nothing', async () => {
      const id = await calls.applied(ann, bob);
      for (let i = 0; i < 2; i += 1) {
        expect(await calls.reject(bob, id)).toEqual(DONE);
        expect((await calls.received(bob)).applys).toMatchObject([{ status: '2', relation_apply_id: id }]);
        expect((await calls.sent(ann)).applys).toMatchObject([{ status: '2', relation_apply_id: id }]);
      }
      await expectNoFriends(ann, bob);
    });

    it('what was agreed to is a 40001, and the friendship stays', async () => {
      const id = await calls.applied(ann, bob);
      await calls.agree(bob, id);
      expect(await calls.reject(bob, id)).toMatchObject(ALREADY_FRIENDS);
      expect(await statuses(ann, bob)).toEqual(['1']);
      await expectFriends(ann, bob);
    });

    it('is possible where the applicant is blocked', async () => {
      const id = await calls.applied(ann, bob);
      await calls.block(bob, ann);
      expect(await calls.reject(bob, id)).toEqual(DONE);
      expect(await statuses(ann, bob)).toEqual(['2']);
    });

    it('leaves room for a new application with a new id, beside the old one', async () => {
      const refused = await calls.applied(ann, bob, 'please');
      await calls.reject(bob, refused);
      const again = await calls.applied(ann, bob, 'pretty please');
      expect(again).not.toBe(refused);
      expect(await statuses(ann, bob)).toEqual(['0', '2']);
      expect((await calls.received(bob)).applys.map(({ comment }) => comment)).toEqual(['pretty please', 'please']);
      expect(await calls.agree(bob, refused)).toMatchObject(ALREADY_REFUSED);
      expect(await calls.agree(bob, again)).toEqual(DONE);
      await expectFriends(ann, bob);
    });
  });

  describe('deleting', () => {
    it('ends it on both sides, whoever of the two does it, and a repeat changes nothing', async () => {
      for (const deletes of [ann, bob]) {
        await calls.befriend(ann, bob);
        await calls.befriend(ann, eve);
        for (let i = 0; i < 2; i += 1) {
          expect(await calls.remove(deletes, deletes === ann ? bob : ann)).toEqual(DONE);
          expect(await calls.friendIds(ann)).toEqual([eve]);
          expect(await calls.friendIds(bob)).toEqual([]);
        }
        expect(await calls.remove(ann, eve)).toEqual(DONE);
      }
    });

    it('is answered with 1 for strangers, oneself, unknown ids and who applied, and changes nothing', async () => {
      const id = await calls.applied(ann, bob);
      for (const other of [eve, bob, ann, NOBODY, Number.MAX_SAFE_INTEGER]) {
        expect(await calls.remove(ann, other)).toEqual(DONE);
      }
      expect((await calls.received(bob)).applys).toMatchObject([{ status: '0', relation_apply_id: id }]);
      expect(await calls.agree(bob, id)).toEqual(DONE);
    });

    it('does not reach into friendships of others', async () => {
      await calls.befriend(ann, bob);
      expect(await calls.remove(eve, ann)).toEqual(DONE);
      expect(await calls.remove(eve, bob)).toEqual(DONE);
      await expectFriends(ann, bob);
    });

    it('is not undone by agreeing again; a later application starts anew', async () => {
      const id = await calls.applied(ann, bob);
      await calls.agree(bob, id);
      await calls.remove(bob, ann);
      expect(await calls.agree(bob, id)).toEqual(DONE);
      expect(await calls.reject(bob, id)).toMatchObject(ALREADY_FRIENDS);
      await expectNoFriends(ann, bob);
      const again = await calls.applied(ann, bob);
      expect(again).not.toBe(id);
      expect(await statuses(ann, bob)).toEqual(['0', '1']);
      expect(await calls.agree(bob, again)).toEqual(DONE);
      await expectFriends(ann, bob);
    });

    it('by a block does not happen: friends stay friends', async () => {
      await calls.befriend(ann, bob);
      await calls.block(bob, ann);
      await expectFriends(ann, bob);
    });
  });

  it('no parameter names another caller', async () => {
    const id = await calls.applied(ann, bob);
    const asBob = { uid: bob, user_id: bob, from_uid: bob, receiver_id: bob };
    const answer = await chat.client.as(eve).post('user/agreeFriendApply', { relation_apply_id: id, ...asBob });
    expect(answer).toEqual(NO_SUCH_APPLY);
    expect(datasOf(await chat.client.as(eve).post('user/getFriendApplyList', { page: 1, ...asBob }))).toEqual({
      total: '0',
      applys: [],
    });
  });
});
