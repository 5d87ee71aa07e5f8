import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { type Group, GroupCalls } from './support/group-calls.js';

const [ANNA, BEN, CARA, DORA, EMIL] = [1, 2, 3, 4, 5];
const JOINED = [DORA, BEN, EMIL, ANNA];
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const TYPES = [1, 2, 3];

describe('Lists of members', () => {
  let chat: ChatApp;
  let calls: GroupCalls;
  let lastId = 100;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(
      ANNA,
      BEN,
      { user_id: CARA, nickname: 'Cara', photo: 'https://pic.example/c' },
      DORA,
      EMIL,
    );
    calls = new GroupCalls(chat.client);
  });
  afterAll(() => chat.close());

  const hosted = async (group_type: number, members: readonly number[] = []): Promise<Group> => {
    const group = { group_type, group_id: (lastId += 1) };
    await chat.client.saveGroup(group_type, group.group_id, members);
    return group;
  };
  const joinedBy = async (group: Group, uids: readonly number[]): Promise<void> => {
    for (const uid of uids) datasOf(await calls.join(uid, group));
  };

  describe('getUserList', () => {
    let group: Group;
    beforeEach(async () => {
      group = await hosted(2);
      await joinedBy(group, JOINED);
    });
    const ids = async (page?: object): Promise<number[]> =>
      datasOf(await calls.users(CARA, group.group_id, 1, { ...page })).users.map(({ user_id }) => user_id);

    it('is for anybody, in the order of joining, with the true total as text', async () => {
      for (const uid of [ANNA, CARA]) {
        const list = datasOf(await calls.users(uid, group.group_id, 1));
        expect(list).toMatchObject({ belong_id: group.group_id, search_type: 1, total: '4' });
        expect(list.users.map(({ user_id }) => user_id)).toEqual(JOINED);
      }
    });

    it('has pages, and the total on each, also past the end', async () => {
      expect(await ids({ page: 1, page_size: 3 })).toEqual(JOINED.slice(0, 3));
      expect(await ids({ page: 2, page_size: 3 })).toEqual(JOINED.slice(3));
      expect(await ids({ page_size: 1 })).toEqual([DORA]);
      for (const page of [
        { page: 3, page_size: 3 },
        { page: 2 },
        { page: Number.MAX_SAFE_INTEGER, page_size: 1000 },
        { page: Number.MAX_SAFE_INTEGER },
      ]) {
        expect(datasOf(await calls.users(CARA, group.group_id, 1, page))).toMatchObject({ total: '4', users: [] });
      }
    });

    it('follows who leaves, and who comes again at the end', async () => {
      datasOf(await calls.quit(BEN, group));
      expect(await ids()).toEqual([DORA, EMIL, ANNA]);
      datasOf(await calls.join(BEN, group));
      datasOf(await calls.join(DORA, group));
      expect(await ids()).toEqual([DORA, EMIL, ANNA, BEN]);
      expect(await chat.client.removeMembers(2, group.group_id, JOINED)).toBe(4);
      expect(datasOf(await calls.users(CARA, group.group_id, 1))).toMatchObject({ total: '0', users: [] });
    });

    it('shows present names and photos', async () => {
      datasOf(await calls.join(CARA, group));
      const shown = async () => datasOf(await calls.users(BEN, group.group_id, 1)).users.at(-1);
      expect(await shown()).toEqual({ user_id: CARA, nickname: 'Cara', photo: 'https://pic.example/c' });
      await chat.client.importUsers({ user_id: CARA, nickname: '😀', photo: '' });
      expect(await shown()).toEqual({ user_id: CARA, nickname: '😀', photo: '' });
    });

    it('is a 20005 where there is no interest group, or no community, of that id; a user group is neither', async () => {
      const made = await calls.made(ANNA);
      for (const [id, search] of [
        [404_404, 1],
        [404_404, 2],
        [group.group_id, 2],
        [made.group_id, 1],
        [made.group_id, 2],
      ] as const) {
        expect(await calls.users(ANNA, id, search)).toMatchObject({ status: 404, error_code: 20005 });
      }
    });
  });

  describe('getMembers', () => {
    let group: Group;
    beforeEach(async () => {
      group = await calls.made(ANNA, [DORA, BEN]);
      datasOf(await calls.setAdmin(ANNA, group, BEN));
    });

    it('tells members who is in, by which role and since when, in the order of joining', async () => {
      for (const uid of [ANNA, DORA]) {
        const profile = (user_id: number) => ({ user_id, nickname: `user ${user_id}`, photo: '' });
        const joined = expect.stringMatching(TIME) as string;
        expect(datasOf(await calls.members(uid, group))).toEqual({
          total: 3,
          members: [
            { ...profile(ANNA), role: 'owner', joined },
            { ...profile(DORA), role: 'member', joined },
            { ...profile(BEN), role: 'admin', joined },
          ],
        });
      }
    });

    it('joined is the moment of joining, of the last time', async () => {
      const since = async (): Promise<number> => {
        const { members } = datasOf(await calls.members(DORA, group));
        const { joined = '' } = members.find(({ user_id }) => user_id === DORA) ?? {};
        return Date.parse(`${joined.replace(' ', 'T')}+08:00`);
      };
      const first = await since();
      expect(Math.abs(Date.now() - first)).toBeLessThan(20_000);
      datasOf(await calls.quit(DORA, group));
      await expect.poll(() => Date.now()).toBeGreaterThan(first + 1000);
      datasOf(await calls.invite(ANNA, group, DORA));
      expect(await since()).toBeGreaterThan(first);
    });

    it('has pages, and the total on each', async () => {
      const ids = async (page: Record<string, unknown>) => {
        const { total, members } = datasOf(await calls.members(BEN, group, page));
        return [total, ...members.map(({ user_id }) => user_id)];
      };
      expect(await ids({ page: 1, page_size: 2 })).toEqual([3, ANNA, DORA]);
      expect(await ids({ page: 2, page_size: 2 })).toEqual([3, BEN]);
      expect(await ids({ page: 3, page_size: 2 })).toEqual([3]);
      expect(await ids({ page: 2 })).toEqual([3]);
    });

    it('is a 20004 for who is no member, of each type, and a 20005 where there is no group', async () => {
      for (const type of TYPES) {
        const own = await hosted(type, [BEN, EMIL]);
        expect(datasOf(await calls.members(EMIL, own)).total).toBe(2);
        expect(await calls.members(CARA, own)).toMatchObject({ status: 403, error_code: 20004 });
        datasOf(await calls.quit(EMIL, own));
        expect(await calls.members(EMIL, own)).toMatchObject({ error_code: 20004 });
        const nowhere = { group_type: type, group_id: 404_404 };
        expect(await calls.members(EMIL, nowhere)).toMatchObject({ status: 404, error_code: 20005 });
      }
    });
  });
});
