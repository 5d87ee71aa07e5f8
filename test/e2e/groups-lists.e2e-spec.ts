import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { type Group, GroupCalls } from './support/group-calls.js';

const [ANNA, BEN, CARA, DORA, EMIL] = [1, 2, 3, 4, 5];

describe('Lists of groups', () => {
  let chat: ChatApp;
  let calls: GroupCalls;
  let lastId = 100;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(ANNA, BEN, CARA, DORA, EMIL);
    calls = new GroupCalls(chat.client);
  });
  afterAll(() => chat.close());

  const hosted = async (group_type: number, members: readonly number[] = []): Promise<Group> => {
    const group = { group_type, group_id: (lastId += 1) };
    await chat.client.saveGroup(group_type, group.group_id, members);
    return group;
  };

  describe('getGroupList', () => {
    it('is one’s own groups of types 1 to 3, the latest joined first, with one’s role', async () => {
      const [user] = [8001];
      await chat.client.importUsers(user);
      const interest = await hosted(2);
      const community = await hosted(3);
      const mine = await calls.made(user, [BEN]);
      const theirs = await calls.made(BEN, [ANNA]);
      for (const enter of [
        () => calls.join(user, community),
        () => calls.invite(BEN, theirs, user),
        () => calls.join(user, interest),
      ]) {
        const before = Date.now();
        await expect.poll(() => Date.now(), { interval: 1 }).toBeGreaterThan(before);
        datasOf(await enter());
      }
      datasOf(await calls.setAdmin(BEN, theirs, user));
      datasOf(await chat.client.cms('saveServiceAccount', { service_id: 8001, nickname: 'x', photo: '' }));
      datasOf(await calls.follow(user, 8001));
      const list = datasOf(await calls.list(user));
      expect(list).toEqual({
        total: 4,
        groups: [
          { ...interest, name: `group ${interest.group_id}`, member_count: 1, role: 'member' },
          { ...theirs, name: '周末爬山', member_count: 3, role: 'admin' },
          { ...community, name: `group ${community.group_id}`, member_count: 1, role: 'member' },
          { ...mine, name: '周末爬山', member_count: 2, role: 'owner' },
        ],
      });

      expect(datasOf(await calls.list(user, { page: 2, page_size: 3 }))).toEqual({
        total: 4,
        groups: list.groups.slice(3),
      });
      for (const page of [{ page: 5, page_size: 3 }, { page: 2 }])
        expect(datasOf(await calls.list(user, page))).toEqual({ total: 4, groups: [] });

      datasOf(await calls.quit(user, interest));
      datasOf(await calls.dismiss(BEN, theirs));
      expect(datasOf(await calls.list(user))).toMatchObject({ total: 2, groups: [community, mine] });
      expect(await calls.list(user, { page_size: 1001 })).toMatchObject({ error_msg: '参数错误：page_size' });
    });
  });

  describe('getGroupInfo', () => {
    it.each([2, 3])('of type %i is for anybody, whose role is then null', async (type) => {
      const group = await hosted(type, [BEN]);
      const common = { ...group, name: `group ${group.group_id}`, member_count: 1, owner_uid: null, muted_until: null };
      expect(datasOf(await calls.info(BEN, group))).toEqual({ ...common, role: 'member' });
      expect(datasOf(await calls.info(CARA, group))).toEqual({ ...common, role: null });
    });

    it('of type 1 is for members, and a 20004 for others', async () => {
      for (const group of [await calls.made(ANNA, [BEN]), await hosted(1, [ANNA, BEN])]) {
        expect(datasOf(await calls.info(BEN, group))).toMatchObject({ ...group, member_count: 2, role: 'member' });
        expect(await calls.info(CARA, group)).toMatchObject({ status: 403, error_code: 20004 });
        datasOf(await calls.quit(BEN, group));
        expect(await calls.info(BEN, group)).toMatchObject({ error_code: 20004 });
      }
    });

    it('is a 20005 where there is no group of that type', async () => {
      const group = await hosted(2);
      for (const group_type of [1, 3])
        expect(await calls.info(BEN, { ...group, group_type })).toMatchObject({ status: 404, error_code: 20005 });
    });

    it('counts members exactly, whatever they do at once', async () => {
      const group = await hosted(3);
      const everybody = [ANNA, BEN, CARA, DORA, EMIL];
      for (let round = 0; round < 4; round += 1) {
        await Promise.all(
          everybody.flatMap((uid) => [calls.join(uid, group), calls.quit(uid, group), calls.join(uid, group)]),
        );
        await Promise.all([BEN, DORA].flatMap((uid) => [calls.quit(uid, group), calls.quit(uid, group)]));
        const { total, users } = datasOf(await calls.users(ANNA, group.group_id, 2));
        expect(total).toBe(String(users.length));
        expect(datasOf(await calls.info(ANNA, group)).member_count).toBe(users.length);
      }
    });
  });
});
