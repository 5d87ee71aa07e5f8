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

describe('Those who are muted in a group', () => {
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

  describe('muteMember', () => {
    it('is for the owner and admins, of admins too; who is muted hears, but does not speak; 0 ends it', async () => {
      for (const [by, uid] of [
        [OWNER, MEMBER],
        [ADMIN, MEMBER],
        [ADMIN, OTHER_ADMIN],
        [OWNER, ADMIN],
      ] as const) {
        expect(await calls.mute(by, group, uid)).toEqual(DONE);
        expect(await scene.say(uid)).toMatchObject({ status: 403, error_code: 20008 });
        datasOf(await scene.say(OTHER, `heard by ${uid}`));
        expect(await calls.mute(by, group, uid, 0)).toEqual(DONE);
        expect(await calls.mute(by, group, uid, 0)).toEqual(DONE);
        datasOf(await scene.say(uid));
      }
    });

    it('is in the caller’s own getGroupInfo as long as it lasts, and in nobody else’s', async () => {
      const until = async (uid: number): Promise<string | null> => datasOf(await calls.info(uid, group)).muted_until;
      const before = Date.now();
      datasOf(await calls.mute(OWNER, group, MEMBER, 600));
      const told = Date.parse(`${((await until(MEMBER)) ?? '').replace(' ', 'T')}+08:00`);
      expect(told).toBeGreaterThanOrEqual(Math.floor(before / 1000) * 1000 + 600_000);
      expect(told).toBeLessThanOrEqual(Date.now() + 600_000);
      expect(await until(OTHER)).toBeNull();
      datasOf(await calls.mute(ADMIN, group, MEMBER, 0));
      expect(await until(MEMBER)).toBeNull();
    });

    it('ends by itself, and a later one replaces an earlier one', async () => {
      datasOf(await calls.mute(OWNER, group, MEMBER, 6000));
      datasOf(await calls.mute(OWNER, group, MEMBER, 1));
      expect(await scene.say(MEMBER)).toMatchObject({ error_code: 20008 });
      await expect.poll(async () => (await scene.say(MEMBER)).status, { timeout: 5000, interval: 100 }).toBe(200);
      expect(datasOf(await calls.info(MEMBER, group)).muted_until).toBeNull();
    });

    it.each([
      ['was handed the group', () => calls.transfer(OWNER, group, MEMBER)],
      [
        'came after an owner whom the host app removed',
        async () => {
          for (const other of [ADMIN, OTHER_ADMIN, OTHER]) datasOf(await calls.remove(OWNER, group, other));
          return chat.client.cms<number>('removeGroupMembers', { ...group, user_id: OWNER });
        },
      ],
    ])('ends for who %s: nobody could end an owner’s', async (_, handOver) => {
      datasOf(await calls.mute(OWNER, group, MEMBER));
      expect(await scene.say(MEMBER)).toMatchObject({ error_code: 20008 });
      datasOf(await handOver());
      expect(datasOf(await calls.info(MEMBER, group))).toMatchObject({ owner_uid: MEMBER, muted_until: null });
      datasOf(await scene.say(MEMBER));
    });

    it('outlasts quitting and joining again', async () => {
      const interest = await scene.hosted(2, [MEMBER]);
      datasOf(await calls.mute(OWNER, group, MEMBER));
      datasOf(await calls.quit(MEMBER, group));
      expect(await scene.say(MEMBER)).toMatchObject(NO_MEMBER);
      datasOf(await calls.invite(OTHER, group, MEMBER));
      expect(await scene.say(MEMBER)).toMatchObject({ error_code: 20008 });
      // In this group only.
      datasOf(await chat.client.as(MEMBER).sendToGroup(2, interest.group_id, 'hello'));
      // And can be ended while its user is away.
      datasOf(await calls.quit(MEMBER, group));
      expect(await calls.mute(ADMIN, group, MEMBER, 0)).toEqual(DONE);
      datasOf(await calls.invite(OTHER, group, MEMBER));
      datasOf(await scene.say(MEMBER));
    });

    it('is a 10003 for a plain member, on oneself, and on the owner; a 20004 of and for who is no member', async () => {
      for (const seconds of [600, 0]) {
        expect(await calls.mute(MEMBER, group, OTHER, seconds)).toMatchObject(NOT_ALLOWED);
        for (const uid of [MEMBER, ADMIN, OWNER]) {
          expect(await calls.mute(uid, group, uid, seconds)).toMatchObject(NOT_ALLOWED);
          expect(await calls.mute(uid, group, OWNER, seconds)).toMatchObject(NOT_ALLOWED);
        }
        expect(await calls.mute(STRANGER, group, MEMBER, seconds)).toMatchObject(NO_MEMBER);
      }
      expect(await calls.mute(OWNER, group, STRANGER)).toMatchObject(NO_MEMBER);
      expect(await calls.mute(OWNER, group, STRANGER, 0)).toEqual(DONE);
      await scene.expectNoGroup((target) => calls.mute(OWNER, target, MEMBER));
      for (const uid of [OWNER, ADMIN, OTHER]) datasOf(await scene.say(uid));
    });

    it('an admin who is muted may not free themselves, but the owner may', async () => {
      datasOf(await calls.mute(OWNER, group, ADMIN));
      expect(await calls.mute(ADMIN, group, ADMIN, 0)).toMatchObject(NOT_ALLOWED);
      expect(await scene.say(ADMIN)).toMatchObject({ error_code: 20008 });
      datasOf(await calls.mute(OWNER, group, ADMIN, 0));
      datasOf(await scene.say(ADMIN));
    });

    it.each([1e11, Number.MAX_SAFE_INTEGER])(
      '%i seconds are told by a time that has a year of four digits',
      async (seconds) => {
        expect(await calls.mute(OWNER, group, MEMBER, seconds)).toEqual(DONE);
        expect(datasOf(await calls.info(MEMBER, group)).muted_until).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
        expect(await scene.say(MEMBER)).toMatchObject({ error_code: 20008 });
      },
    );

    it.each([-1, 1.5, '007', 2 ** 53, 'x'])('%j seconds are refused', async (seconds) => {
      const answer = await calls.mute(OWNER, group, MEMBER, seconds as number);
      expect(answer).toMatchObject({ error_code: 10000, error_msg: '参数错误：seconds' });
    });
  });
});
