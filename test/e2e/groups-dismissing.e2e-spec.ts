import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import type { Group, GroupCalls } from './support/group-calls.js';
import {
  ADMIN,
  DONE,
  MEMBER,
  NOT_ALLOWED,
  NO_GROUP,
  NO_MEMBER,
  OTHER,
  OWNER,
  STRANGER,
  GroupScene,
} from './support/group-scene.js';

describe('A group that is dismissed', () => {
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

  describe('dismissGroup', () => {
    const everyOtherCall = (uid: number): Promise<Answer>[] => [
      scene.say(uid),
      calls.invite(uid, group, STRANGER),
      calls.remove(uid, group, MEMBER),
      calls.setAdmin(uid, group, MEMBER),
      calls.mute(uid, group, MEMBER),
      calls.transfer(uid, group, MEMBER),
      calls.info(uid, group),
      calls.members(uid, group),
      chat.client.cms('addGroupMembers', { ...group, user_id: uid }),
      chat.client.cms('removeGroupMembers', { ...group, user_id: uid }),
    ];

    it('ends it for all: every call is a 20005, to its owner a repeat is a 1, and history stays', async () => {
      for (const uid of [OWNER, MEMBER]) datasOf(await scene.say(uid, `by ${uid}`));
      expect(await calls.dismiss(OWNER, group)).toEqual(DONE);
      expect(await calls.dismiss(OWNER, group)).toEqual(DONE);
      for (const uid of [OWNER, MEMBER, STRANGER]) {
        for (const answer of await Promise.all(everyOtherCall(uid))) expect(answer).toMatchObject(NO_GROUP);
      }
      for (const uid of [ADMIN, MEMBER, STRANGER]) expect(await calls.dismiss(uid, group)).toMatchObject(NO_GROUP);
      for (const uid of [OWNER, OTHER]) {
        const listed = datasOf(await calls.list(uid)).groups.map(({ group_id }) => group_id);
        expect(listed).not.toContain(group.group_id);
        expect(await scene.texts(uid)).toEqual([`by ${OWNER}`, `by ${MEMBER}`]);
      }
      const never = await chat.client
        .as(STRANGER)
        .get('message/getHistory', { conversation_id: `g:1:${group.group_id}` });
      expect(never).toMatchObject(NO_MEMBER);
      expect(await calls.join(STRANGER, group)).toMatchObject(NO_GROUP);
    });

    it('whoever was in it has quit it: a repeat of that goes on being a 1', async () => {
      datasOf(await calls.quit(MEMBER, group));
      datasOf(await calls.dismiss(OWNER, group));
      for (const uid of [MEMBER, OTHER, OWNER]) expect(await calls.quit(uid, group)).toEqual(DONE);
      expect(await calls.quit(STRANGER, group)).toMatchObject(NO_GROUP);
    });

    it('is a 10003 for everybody else, a 20004 for who is no member, and the group goes on', async () => {
      for (const uid of [ADMIN, MEMBER]) expect(await calls.dismiss(uid, group)).toMatchObject(NOT_ALLOWED);
      expect(await calls.dismiss(STRANGER, group)).toMatchObject(NO_MEMBER);
      expect(await calls.dismiss(MEMBER, await scene.hosted(2, [MEMBER]))).toMatchObject(NOT_ALLOWED);
      await scene.expectNoGroup((target) => calls.dismiss(OWNER, target));
      datasOf(await scene.say(OTHER));
    });

    it('its repeat belongs to the owner at the end, not to an earlier one', async () => {
      datasOf(await calls.transfer(OWNER, group, MEMBER));
      datasOf(await calls.dismiss(MEMBER, group));
      expect(await calls.dismiss(OWNER, group)).toMatchObject(NO_GROUP);
      expect(await calls.dismiss(MEMBER, group)).toEqual(DONE);
    });

    it('saveGroup makes it anew: nobody is in it, owns it or is muted in it, and the conversation goes on', async () => {
      datasOf(await scene.say(MEMBER, 'before'));
      datasOf(await calls.mute(OWNER, group, MEMBER));
      datasOf(await calls.dismiss(OWNER, group));
      await chat.client.saveGroup(1, group.group_id);
      expect(await calls.dismiss(OWNER, group)).toMatchObject(NO_MEMBER);
      expect(await chat.client.addMembers(1, group.group_id, [MEMBER, OTHER])).toBe(2);
      expect(datasOf(await calls.info(MEMBER, group))).toMatchObject({
        name: `group ${group.group_id}`,
        member_count: 2,
        owner_uid: null,
        role: 'member',
        muted_until: null,
      });
      expect(await calls.roles(OTHER, group)).toEqual({ [MEMBER]: 'member', [OTHER]: 'member' });
      datasOf(await scene.say(MEMBER, 'after'));
      expect(await scene.texts(MEMBER)).toEqual(['before', 'after']);
      expect(await scene.texts(OWNER)).toEqual(['before']);
    });
  });
});
