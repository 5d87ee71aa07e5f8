import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import type { Group, GroupCalls } from './support/group-calls.js';
import {
  ADMIN,
  MEMBER,
  NOT_ALLOWED,
  NO_MEMBER,
  OTHER,
  OTHER_ADMIN,
  OWNER,
  STRANGER,
  GroupScene,
} from './support/group-scene.js';

describe('Those who are removed from a group', () => {
  let chat: ChatApp;
  let scene: GroupScene;
  let calls: GroupCalls;
  let group: Group;

  beforeAll(async () => {
    chat = await startChat();
  });
  beforeEach(async () => {
    scene = await GroupScene.play(chat);
    ({ calls, group } = scene);
  });
  afterAll(() => chat.close());

  describe('removeMembers', () => {
    it('is for the owner and admins, and counts who was a member; a repeat is a 0', async () => {
      expect(await calls.remove(OWNER, group, [OTHER, MEMBER, STRANGER, 404])).toEqual({ status: 200, datas: 2 });
      expect(await calls.remove(OWNER, group, [OTHER, MEMBER])).toEqual({ status: 200, datas: 0 });
      expect(await calls.remove(ADMIN, group, `${OTHER_ADMIN}`)).toEqual({ status: 200, datas: 1 });
      expect(await scene.roles()).toEqual({ [OWNER]: 'owner', [ADMIN]: 'admin' });
      expect(await scene.say(OTHER)).toMatchObject(NO_MEMBER);
    });

    it('an admin who names themselves leaves; invited again, they are a plain member', async () => {
      expect(datasOf(await calls.remove(ADMIN, group, [ADMIN, OTHER]))).toBe(2);
      expect(await calls.remove(ADMIN, group, [ADMIN])).toMatchObject(NO_MEMBER);
      datasOf(await calls.invite(MEMBER, group, ADMIN));
      expect((await scene.roles())[ADMIN]).toBe('member');
    });

    it('nobody removes the owner, and then nobody else of the list either', async () => {
      expect(await calls.remove(ADMIN, group, [MEMBER, OWNER])).toMatchObject(NOT_ALLOWED);
      expect(await calls.remove(OWNER, group, [MEMBER, OWNER])).toMatchObject({ status: 409, error_code: 20013 });
      expect(Object.keys(await scene.roles())).toHaveLength(5);
    });

    it('is a 10003 for a plain member, on themselves too, and a 20004 for who is none', async () => {
      for (const uid of [OTHER, MEMBER]) expect(await calls.remove(MEMBER, group, uid)).toMatchObject(NOT_ALLOWED);
      expect(await calls.remove(STRANGER, group, MEMBER)).toMatchObject(NO_MEMBER);
      datasOf(await calls.quit(ADMIN, group));
      expect(await calls.remove(ADMIN, group, MEMBER)).toMatchObject(NO_MEMBER);
      await scene.expectNoGroup((target) => calls.remove(OWNER, target, MEMBER));
    });

    it.each([1, 2, 3])('nobody may in a group of type %i that the host app made', async (type) => {
      const made = await scene.hosted(type, [OWNER, MEMBER]);
      expect(await calls.remove(OWNER, made, MEMBER)).toMatchObject(NOT_ALLOWED);
      expect(await calls.remove(STRANGER, made, MEMBER)).toMatchObject(NO_MEMBER);
    });
  });

  describe('removeGroupMembers of the host app', () => {
    const takeAway = (...uids: number[]): Promise<number> => chat.client.removeMembers(1, group.group_id, uids);

    it('takes the owner away too: the longest-standing admin is the next one, no admin any more', async () => {
      // Joined before the other admin, and made one after them.
      datasOf(await calls.setAdmin(OWNER, group, ADMIN, 0));
      datasOf(await calls.setAdmin(OWNER, group, ADMIN, 1));
      expect(await takeAway(OWNER)).toBe(1);
      expect(await calls.roles(MEMBER, group)).toEqual({
        [MEMBER]: 'member',
        [ADMIN]: 'owner',
        [OTHER_ADMIN]: 'admin',
        [OTHER]: 'member',
      });
      datasOf(await calls.transfer(ADMIN, group, OTHER));
      expect((await calls.roles(MEMBER, group))[ADMIN]).toBe('member');
    });

    it('where no admin is left, the longest-standing member; where nobody is, nobody', async () => {
      expect(await takeAway(OWNER, ADMIN, OTHER_ADMIN)).toBe(3);
      expect(await scene.owner(OTHER)).toBe(MEMBER);
      expect(await takeAway(MEMBER, OTHER)).toBe(2);
      await chat.client.addMembers(1, group.group_id, [OWNER, MEMBER]);
      expect(await scene.owner()).toBeNull();
      expect(await scene.roles()).toEqual({ [OWNER]: 'member', [MEMBER]: 'member' });
    });

    it('leaves the owner alone where others go, or nobody does', async () => {
      expect(await takeAway(ADMIN, OTHER)).toBe(2);
      expect(await takeAway(STRANGER)).toBe(0);
      expect(await scene.owner()).toBe(OWNER);
    });
  });
});
