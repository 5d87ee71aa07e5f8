import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { block, unblock } from './support/blacklist.js';
import { type Group, GroupCalls } from './support/group-calls.js';

const MAX_MEMBERS = 6;
const DONE = { status: 200, datas: 1 };
const [OWNER, BEN, CARA, DORA, EMIL, FRED, GINA] = [1, 2, 3, 4, 5, 6, 7];
const STRANGER = 99;
const EVERYBODY = [OWNER, BEN, CARA, DORA, EMIL, FRED, GINA, STRANGER];
const TYPES = [1, 2, 3];

describe('Groups that users come into by themselves', () => {
  let chat: ChatApp;
  let calls: GroupCalls;
  let lastId = 1000;

  beforeAll(async () => {
    chat = await startChat({ GROUP_MAX_MEMBERS: String(MAX_MEMBERS) });
    await chat.client.importUsers(...EVERYBODY);
    calls = new GroupCalls(chat.client);
  });
  afterAll(() => chat.close());

  /** A new group of the host app. */
  const hosted = async (group_type: number, members: readonly number[] = []): Promise<Group> => {
    const group = { group_type, group_id: (lastId += 1) };
    await chat.client.saveGroup(group_type, group.group_id, members);
    return group;
  };
  const nowhere = (group_type: number): Group => ({ group_type, group_id: 404_404 });
  const blocking = async (by: number, blocked: number, work: () => Promise<void>): Promise<void> => {
    datasOf(await block(chat.client.as(by), blocked));
    await work();
    datasOf(await unblock(chat.client.as(by), blocked));
  };

  describe('joinGroup', () => {
    it.each([2, 3])('lets anybody into a group of type %i; a repeat is a 1, and keeps the place', async (type) => {
      const group = await hosted(type, [BEN]);
      expect(await calls.join(CARA, group)).toEqual(DONE);
      expect(await calls.join(DORA, group)).toEqual(DONE);
      expect(await calls.join(CARA, group)).toEqual(DONE);
      expect(await calls.roles(CARA, group)).toEqual({ [BEN]: 'member', [CARA]: 'member', [DORA]: 'member' });
      expect(await calls.memberIds(CARA, group)).toEqual([BEN, CARA, DORA]);
      datasOf(await chat.client.as(CARA).sendToGroup(type, group.group_id, 'hello'));
    });

    it('is a 10003 for type 1, which one is invited into; a 20005 where there is none', async () => {
      for (const group of [await hosted(1), await calls.made(OWNER)]) {
        expect(await calls.join(STRANGER, group)).toMatchObject({ status: 403, error_code: 10003 });
      }
      for (const type of TYPES) expect(await calls.join(STRANGER, nowhere(type))).toMatchObject({ error_code: 20005 });
    });

    it('is a 20011 where the group is full, but a 1 for who is in it', async () => {
      const group = await hosted(2, EVERYBODY.slice(0, MAX_MEMBERS));
      expect(await calls.join(GINA, group)).toMatchObject({ status: 409, error_code: 20011 });
      expect(await calls.join(FRED, group)).toEqual(DONE);
      datasOf(await calls.quit(BEN, group));
      expect(await calls.join(GINA, group)).toEqual(DONE);
    });
  });

  describe('quitGroup', () => {
    it.each(TYPES)('ends a membership of type %i; a repeat is a 1; what was sent meanwhile stays', async (type) => {
      const group = await hosted(type, [BEN, CARA]);
      datasOf(await chat.client.as(BEN).sendToGroup(type, group.group_id, 'while in'));
      expect(await calls.quit(CARA, group)).toEqual(DONE);
      expect(await calls.quit(CARA, group)).toEqual(DONE);
      expect(await calls.quit(STRANGER, group)).toEqual(DONE);
      datasOf(await chat.client.as(BEN).sendToGroup(type, group.group_id, 'when gone'));
      expect(await chat.client.as(CARA).sendToGroup(type, group.group_id, 'x')).toMatchObject({ error_code: 20004 });
      const query = { conversation_id: `g:${type}:${group.group_id}` };
      const { messages } = datasOf(await chat.client.as(CARA).get<{ messages: object[] }>('message/getHistory', query));
      expect(messages).toMatchObject([{ body: { text: 'while in' } }]);
      expect(await calls.memberIds(BEN, group)).toEqual([BEN]);
    });

    it('is a 20013 for the owner, also the last one there, and a 20005 where there is no group', async () => {
      const group = await calls.made(OWNER, [BEN]);
      expect(await calls.quit(OWNER, group)).toMatchObject({ status: 409, error_code: 20013 });
      datasOf(await calls.quit(BEN, group));
      expect(await calls.quit(OWNER, group)).toMatchObject({ error_code: 20013 });
      for (const type of TYPES) expect(await calls.quit(OWNER, nowhere(type))).toMatchObject({ error_code: 20005 });
    });

    it('and joining again is another membership, at the end of the list', async () => {
      const group = await hosted(3, [BEN, CARA]);
      datasOf(await calls.quit(BEN, group));
      datasOf(await calls.join(BEN, group));
      expect(await calls.memberIds(BEN, group)).toEqual([CARA, BEN]);
    });
  });

  describe('inviteMembers', () => {
    let group: Group;
    beforeEach(async () => {
      group = await calls.made(OWNER, [BEN]);
    });

    it('lets members, and not only the owner, bring others in, and counts who joined', async () => {
      expect(await calls.invite(BEN, group, [DORA, CARA, BEN, DORA])).toEqual({ status: 200, datas: 2 });
      expect(await calls.invite(BEN, group, [DORA, CARA])).toEqual({ status: 200, datas: 0 });
      expect(await calls.invite(CARA, group, `${CARA},${EMIL}`)).toEqual({ status: 200, datas: 1 });
      expect(await calls.memberIds(EMIL, group)).toEqual([OWNER, BEN, DORA, CARA, EMIL]);
      datasOf(await chat.client.as(EMIL).sendToGroup(1, group.group_id, 'hello'));
    });

    it('works in a group of type 1 that the host app made, too', async () => {
      const own = await hosted(1, [BEN]);
      expect(await calls.invite(BEN, own, CARA)).toMatchObject({ datas: 1 });
    });

    it('skips who blocked the inviter, and nobody else', () =>
      blocking(CARA, BEN, () =>
        blocking(DORA, OWNER, async () => {
          expect(datasOf(await calls.invite(BEN, group, [CARA, DORA]))).toBe(1);
          expect(datasOf(await calls.invite(OWNER, group, [CARA]))).toBe(1);
          expect(await calls.memberIds(BEN, group)).toEqual([OWNER, BEN, DORA, CARA]);
        }),
      ));

    it('is a 20004 for who is no member, or is one no more', async () => {
      expect(await calls.invite(STRANGER, group, [CARA])).toMatchObject({ status: 403, error_code: 20004 });
      datasOf(await calls.quit(BEN, group));
      expect(await calls.invite(BEN, group, [CARA])).toMatchObject({ error_code: 20004 });
      expect(await calls.invite(BEN, group, [BEN])).toMatchObject({ error_code: 20004 });
    });

    it('is a 10003 for types 2 and 3, and a 20005 where there is no group', async () => {
      for (const type of [2, 3]) {
        expect(await calls.invite(BEN, await hosted(type, [BEN]), [CARA])).toMatchObject({ error_code: 10003 });
      }
      for (const type of TYPES)
        expect(await calls.invite(BEN, nowhere(type), [CARA])).toMatchObject({ status: 404, error_code: 20005 });
    });

    it('names those who do not exist, and nobody joins', async () => {
      const answer = await calls.invite(BEN, group, [CARA, 404, DORA, 405]);
      expect(answer).toMatchObject({ status: 404, error_code: 20001 });
      expect(answer.error_msg).toMatch(/404,405$/);
      expect(await calls.memberIds(BEN, group)).toEqual([OWNER, BEN]);
    });

    it('is a 20011 where not all have a place, and nobody joins; those who are in, or are skipped, take none', async () => {
      const four = [CARA, DORA, EMIL, FRED];
      expect(await calls.invite(BEN, group, [...four, GINA])).toMatchObject({ status: 409, error_code: 20011 });
      expect(await calls.memberIds(BEN, group)).toEqual([OWNER, BEN]);
      await blocking(GINA, BEN, async () => {
        expect(datasOf(await calls.invite(BEN, group, [OWNER, BEN, ...four, GINA]))).toBe(4);
      });
      expect(await calls.invite(BEN, group, [GINA])).toMatchObject({ error_code: 20011 });
      expect(datasOf(await calls.invite(BEN, group, four))).toBe(0);
    });
  });

  it.each([0, 4, 5, 'x', null])('a group_type of %j is a 10000, wherever one is named', async (group_type) => {
    const group = { group_type, group_id: 1 } as Group;
    const answers = await Promise.all([
      calls.join(BEN, group),
      calls.quit(BEN, group),
      calls.invite(BEN, group, [CARA]),
      calls.remove(BEN, group, [CARA]),
      calls.setAdmin(BEN, group, CARA),
      calls.mute(BEN, group, CARA),
      calls.transfer(BEN, group, CARA),
      calls.dismiss(BEN, group),
      calls.info(BEN, group),
      calls.members(BEN, group),
    ]);
    for (const answer of answers) {
      expect(answer).toEqual({ status: 400, error_code: 10000, error_msg: '参数错误：group_type' });
    }
  });
});
