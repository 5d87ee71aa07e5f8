import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import type { Group, GroupCalls } from './support/group-calls.js';
import {
  ADMIN,
  DONE,
  MEMBER,
  NOT_ALLOWED,
  NO_MEMBER,
  OTHER,
  OTHER_ADMIN,
  OWNER,
  STRANGER,
  GroupScene,
} from './support/group-scene.js';

describe('Owner and admins of a group', () => {
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

  describe('setAdmin', () => {
    it('is for the owner: 1 makes an admin, 0 a plain member; a repeat is a 1', async () => {
      for (const admin of [1, 1, 0, 0] as const) {
        expect(await calls.setAdmin(OWNER, group, MEMBER, admin)).toEqual(DONE);
        expect((await scene.roles())[MEMBER]).toBe(admin === 1 ? 'admin' : 'member');
      }
      expect(await calls.memberIds(OWNER, group)).toEqual([OWNER, MEMBER, ADMIN, OTHER_ADMIN, OTHER]);
    });

    it('is a 10003 for everybody else, and on the owner; a 20004 of and for who is no member', async () => {
      for (const uid of [ADMIN, MEMBER]) {
        expect(await calls.setAdmin(uid, group, OTHER)).toMatchObject(NOT_ALLOWED);
        expect(await calls.setAdmin(uid, group, uid, 0)).toMatchObject(NOT_ALLOWED);
        expect(await calls.setAdmin(uid, group, OWNER, 0)).toMatchObject(NOT_ALLOWED);
      }
      for (const admin of [0, 1] as const)
        expect(await calls.setAdmin(OWNER, group, OWNER, admin)).toMatchObject(NOT_ALLOWED);
      expect(await calls.setAdmin(STRANGER, group, MEMBER)).toMatchObject(NO_MEMBER);
      expect(await calls.setAdmin(OWNER, group, STRANGER)).toMatchObject(NO_MEMBER);
      await scene.expectNoGroup((target) => calls.setAdmin(OWNER, target, MEMBER));
      expect(await scene.roles()).toMatchObject({ [OWNER]: 'owner', [OTHER]: 'member', [ADMIN]: 'admin' });
    });

    it.each([2, '', 'x', -1, null])('admin is 0 or 1, not %j', async (admin) => {
      const answer = await calls.setAdmin(OWNER, group, MEMBER, admin as 1);
      expect(answer).toMatchObject({ error_code: 10000, error_msg: '参数错误：admin' });
    });
  });

  describe('transferGroup', () => {
    it('makes another member the owner, and the owner a plain member; a repeat is a 1', async () => {
      expect(await calls.transfer(OWNER, group, MEMBER)).toEqual(DONE);
      const after = {
        [OWNER]: 'member',
        [MEMBER]: 'owner',
        [ADMIN]: 'admin',
        [OTHER_ADMIN]: 'admin',
        [OTHER]: 'member',
      };
      expect(await scene.roles()).toEqual(after);
      expect(await calls.transfer(OWNER, group, MEMBER)).toEqual(DONE);
      expect(await scene.roles()).toEqual(after);
      expect(await calls.setAdmin(OWNER, group, OTHER)).toMatchObject(NOT_ALLOWED);
      expect(await calls.quit(MEMBER, group)).toMatchObject({ error_code: 20013 });
      expect(await calls.quit(OWNER, group)).toEqual(DONE);
      expect(await scene.owner()).toBe(MEMBER);
    });

    it('to an admin, who is no admin any more where they hand it on', async () => {
      datasOf(await calls.transfer(OWNER, group, ADMIN));
      expect((await scene.roles())[ADMIN]).toBe('owner');
      datasOf(await calls.transfer(ADMIN, group, OTHER));
      expect(await scene.roles()).toMatchObject({ [ADMIN]: 'member', [OTHER]: 'owner', [OWNER]: 'member' });
    });

    it('is a 10003 for everybody else; a 20004 of and for who is no member', async () => {
      for (const uid of [ADMIN, MEMBER]) expect(await calls.transfer(uid, group, OTHER)).toMatchObject(NOT_ALLOWED);
      expect(await calls.transfer(STRANGER, group, MEMBER)).toMatchObject(NO_MEMBER);
      expect(await calls.transfer(STRANGER, group, OWNER)).toMatchObject(NO_MEMBER);
      expect(await calls.transfer(OWNER, group, STRANGER)).toMatchObject(NO_MEMBER);
      expect(await calls.transfer(OWNER, group, 404)).toMatchObject(NO_MEMBER);
      await scene.expectNoGroup((target) => calls.transfer(OWNER, target, MEMBER));
      expect(await scene.owner()).toBe(OWNER);
      // To whom it belongs: nothing is left to do.
      for (const uid of [OWNER, MEMBER]) expect(await calls.transfer(uid, group, OWNER)).toEqual(DONE);
    });
  });

  it('saveGroup changes the name of a group that users made, and not its owner', async () => {
    datasOf(await chat.client.cms('saveGroup', { ...group, name: 'renamed' }));
    expect(datasOf(await calls.info(OWNER, group))).toMatchObject({ name: 'renamed', role: 'owner', owner_uid: OWNER });
    expect(Object.keys(await scene.roles())).toHaveLength(5);
  });
});
