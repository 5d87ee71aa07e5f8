import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { FriendCalls } from '../e2e/support/friend-calls.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import type { Encoding } from '../support/chat/chat-client.js';

/** Interface 11's own text, as the document prints it. */
const DOCUMENTED = `{
	"applys":{
		"total":"2",
		"applys":[
			{"user_id":"1","nickname":"\\u5174\\u8da3\\u7ec41","photo":"","comment":"ss","status":"1","created":"2015-09-11 15:02:03"},
			{"user_id":"2","nickname":"\\u5174\\u8da3\\u7ec42","photo":"","comment":"ddd","status":"2","created":"2015-09-11 15:02:04"}
		]
	}
}`;
const LIST = (JSON.parse(DOCUMENTED) as { applys: { total: string; applys: DocumentedApply[] } }).applys;
const ENCODINGS: Encoding[] = ['json', 'form', 'multipart'];
const CALLER = 41;
/** The document's example of a user and of an application. */
const EXAMPLE = 1111;
const DONE = { status: 200, datas: 1 };

interface DocumentedApply {
  readonly user_id: string;
  readonly nickname: string;
  readonly photo: string;
  readonly comment: string;
  readonly status: string;
  readonly created: string;
}

describe("The document's examples of interfaces 10 to 13", () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    const documented = LIST.applys.map(({ user_id, nickname, photo }) => ({
      user_id: Number(user_id),
      nickname,
      photo,
    }));
    await chat.client.importUsers(CALLER, EXAMPLE, ...documented);
  });
  beforeEach(() => change('DELETE FROM friend_applies', 'DELETE FROM friendships'));
  afterAll(() => chat.close());

  const change = (...statements: string[]): Promise<void> =>
    chat.app.get(UnitOfWork).run(async (tx) => {
      for (const statement of statements) await tx.execute(statement);
    });

  describe.each(ENCODINGS)('as %s', (encoding) => {
    let calls: FriendCalls;
    beforeAll(() => void (calls = new FriendCalls(chat.client, encoding)));

    it('interface 10: 1111 and hello world are answered with 1, and are then in both lists', async () => {
      const before = Math.floor(Date.now() / 1000) * 1000;
      expect(await calls.apply(CALLER, EXAMPLE, 'hello world')).toEqual(DONE);
      const { total, applys } = await calls.received(EXAMPLE);
      expect(total).toBe('1');
      const common = {
        photo: '',
        comment: 'hello world',
        status: '0',
        created: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
        relation_apply_id: expect.any(Number),
      };
      expect(applys).toEqual([{ user_id: CALLER, nickname: `user ${CALLER}`, ...common }]);
      expect(await calls.sent(CALLER)).toEqual({
        total: '1',
        applys: [{ ...applys[0], user_id: EXAMPLE, nickname: `user ${EXAMPLE}` }],
      });
      // On the clocks of Shanghai.
      const created = Date.parse(`${applys[0]?.created.replace(' ', 'T')}+08:00`);
      expect(created).toBeGreaterThanOrEqual(before);
      expect(created).toBeLessThanOrEqual(Date.now());
    });

    it('interface 11: each documented field, errata 2, 3 and 6 applied; newest first', async () => {
      for (const { user_id, comment, status, created } of LIST.applys) {
        const id = await calls.applied(Number(user_id), CALLER, comment);
        expect(await (status === '1' ? calls.agree(CALLER, id) : calls.reject(CALLER, id))).toEqual(DONE);
        const createdAt = Date.parse(`${created.replace(' ', 'T')}+08:00`);
        await change(`UPDATE friend_applies SET created_at = ${createdAt} WHERE id = ${id}`);
      }
      const documented = LIST.applys.map((apply) => ({
        ...apply,
        user_id: Number(apply.user_id),
        relation_apply_id: expect.any(Number),
      }));
      for (const page of [{ page: 1 }, { page: 1, page_size: 20 }])
        expect(await calls.received(CALLER, page)).toEqual({ total: LIST.total, applys: [...documented].reverse() });
    });

    it('interface 12: 1111 is answered with 1, and both are friends', async () => {
      const id = await calls.applied(EXAMPLE, CALLER);
      await change(`UPDATE friend_applies SET id = ${EXAMPLE} WHERE id = ${id}`);
      expect(await calls.agree(CALLER, EXAMPLE)).toEqual(DONE);
      expect((await calls.received(CALLER)).applys).toMatchObject([{ status: '1', relation_apply_id: EXAMPLE }]);
      expect(await calls.friends(CALLER)).toEqual({
        total: '1',
        friends: [
          {
            user_id: EXAMPLE,
            nickname: `user ${EXAMPLE}`,
            photo: '',
            created: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
          },
        ],
      });
      expect(await calls.friendIds(EXAMPLE)).toEqual([CALLER]);
    });

    it('interface 13: 1111 is answered with 1, and neither has the other one as a friend', async () => {
      await calls.befriend(CALLER, EXAMPLE);
      expect(await calls.friendIds(CALLER)).toEqual([EXAMPLE]);
      expect(await calls.remove(CALLER, EXAMPLE)).toEqual(DONE);
      for (const uid of [CALLER, EXAMPLE]) expect(await calls.friends(uid)).toEqual({ total: '0', friends: [] });
    });

    it('the additions: rejectFriendApply is answered with 1, and the lists carry exactly these fields', async () => {
      const id = await calls.applied(1, CALLER, 'ss');
      expect(await calls.reject(CALLER, id)).toEqual(DONE);
      const [apply] = (await calls.sent(1)).applys;
      expect(Object.keys(apply ?? {})).toEqual([
        ...Object.keys(LIST.applys[0] ?? {}),
        // The one field that the document lacks (erratum 3).
        'relation_apply_id',
      ]);
      expect(apply).toMatchObject({ user_id: CALLER, comment: 'ss', status: '2', relation_apply_id: id });
    });
  });
});
