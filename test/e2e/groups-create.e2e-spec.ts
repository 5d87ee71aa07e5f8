import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { block, unblock } from './support/blacklist.js';
import { GroupCalls } from './support/group-calls.js';

const MAX_MEMBERS = 6;
const [OWNER, BEN, CARA, DORA, EMIL, FRED, GINA] = [1, 2, 3, 4, 5, 6, 7];
const STRANGER = 99;

describe('Groups that users make', () => {
  let chat: ChatApp;
  let calls: GroupCalls;

  beforeAll(async () => {
    chat = await startChat({ GROUP_MAX_MEMBERS: String(MAX_MEMBERS) });
    await chat.client.importUsers(OWNER, BEN, CARA, DORA, EMIL, FRED, GINA, STRANGER);
    calls = new GroupCalls(chat.client);
  });
  afterAll(() => chat.close());

  const blocking = async (by: number, blocked: number, work: () => Promise<void>): Promise<void> => {
    datasOf(await block(chat.client.as(by), blocked));
    await work();
    datasOf(await unblock(chat.client.as(by), blocked));
  };

  describe('createGroup', () => {
    it('makes a group of type 1, far from the ids of the host app, that the caller owns and writes into', async () => {
      const { group_id, ...rest } = datasOf(await calls.create(OWNER, [CARA, BEN], { name: '读书会' }));
      expect(rest).toEqual({});
      expect(group_id).toBeGreaterThanOrEqual(1_000_000_000_000);
      const group = { group_type: 1, group_id };
      expect(datasOf(await calls.info(OWNER, group))).toEqual({
        ...group,
        name: '读书会',
        member_count: 3,
        role: 'owner',
        owner_uid: OWNER,
        muted_until: null,
      });
      // The owner first, then the list's order.
      expect(await calls.memberIds(BEN, group)).toEqual([OWNER, CARA, BEN]);
      expect(await calls.roles(BEN, group)).toEqual({ [OWNER]: 'owner', [CARA]: 'member', [BEN]: 'member' });
      for (const uid of [OWNER, BEN]) datasOf(await chat.client.as(uid).sendToGroup(1, group_id, `by ${uid}`));
    });

    it.each([
      ['nobody', undefined, [OWNER]],
      ['null', null, [OWNER]],
      ['the caller alone', [OWNER], [OWNER]],
      ['the caller among others, and repeats', [BEN, OWNER, CARA, BEN], [OWNER, BEN, CARA]],
      ['a list as text', `${DORA},${BEN}`, [OWNER, DORA, BEN]],
      ['one id', BEN, [OWNER, BEN]],
    ])('takes %s for members', async (_, user_id, members) => {
      const group = await calls.made(OWNER, user_id as never);
      expect(await calls.memberIds(OWNER, group)).toEqual(members);
      expect(datasOf(await calls.info(OWNER, group)).member_count).toBe(members.length);
    });

    it.each(['form', 'multipart'] as const)('is taken as %s', async (encoding) => {
      const group = await new GroupCalls(chat.client, encoding).made(OWNER, [BEN, CARA]);
      expect(await calls.memberIds(OWNER, group)).toEqual([OWNER, BEN, CARA]);
    });

    it('names those who do not exist, and makes nothing', async () => {
      const before = datasOf(await calls.list(OWNER)).total;
      const answer = await calls.create(OWNER, [BEN, 404, 405]);
      expect(answer).toMatchObject({ status: 404, error_code: 20001 });
      expect(answer.error_msg).toMatch(/404,405$/);
      expect(datasOf(await calls.list(OWNER)).total).toBe(before);
    });

    it('skips those who blocked the caller, not those whom the caller blocked', () =>
      blocking(BEN, OWNER, () =>
        blocking(OWNER, CARA, async () => {
          const group = await calls.made(OWNER, [BEN, CARA, DORA]);
          expect(await calls.memberIds(OWNER, group)).toEqual([OWNER, CARA, DORA]);
        }),
      ));

    it('is a 20011 beyond GROUP_MAX_MEMBERS, the caller included; who is skipped takes no place', async () => {
      const others = [BEN, CARA, DORA, EMIL, FRED];
      await calls.made(OWNER, others);
      const before = datasOf(await calls.list(OWNER)).total;
      expect(await calls.create(OWNER, [...others, GINA])).toMatchObject({ status: 409, error_code: 20011 });
      expect(datasOf(await calls.list(OWNER)).total).toBe(before);
      await blocking(FRED, OWNER, async () => {
        const group = await calls.made(OWNER, [...others, GINA]);
        expect(await calls.memberIds(OWNER, group)).toEqual([OWNER, BEN, CARA, DORA, EMIL, GINA]);
      });
    });

    it.each(['', '字'.repeat(65), 7, null])('a name is 1 … 64 characters: %j is refused', async (name) => {
      const answer = await calls.create(OWNER, undefined, { name: name as string });
      expect(answer).toMatchObject({ error_code: 10000, error_msg: '参数错误：name' });
    });

    it('an empty list is no list', async () => {
      expect(await calls.create(OWNER, [])).toMatchObject({ error_code: 10000, error_msg: '参数错误：user_id' });
    });

    it('keeps a name as it is', async () => {
      for (const name of ['😀'.repeat(64), '<b>"x"</b> \n', 'ال']) {
        const { group_id } = datasOf(await calls.create(OWNER, undefined, { name }));
        expect(datasOf(await calls.info(OWNER, { group_type: 1, group_id })).name).toBe(name);
      }
    });

    it('passes over ids that the host app gave to groups of its own', async () => {
      const { group_id } = await calls.made(OWNER);
      const taken = [group_id + 1, group_id + 2, group_id + 4];
      for (const id of taken) await chat.client.saveGroup(1, id, [STRANGER]);
      for (let i = 0; i < 3; i += 1) {
        const made = await calls.made(OWNER);
        expect(taken).not.toContain(made.group_id);
        expect(await calls.memberIds(OWNER, made)).toEqual([OWNER]);
      }
      for (const id of taken)
        expect(await calls.memberIds(STRANGER, { group_type: 1, group_id: id })).toEqual([STRANGER]);
    });
  });

  describe('createGroup, repeated by its client_msg_id', () => {
    it('is answered with the first group, also where the list is written otherwise', async () => {
      const first = datasOf(await calls.create(OWNER, [BEN, CARA], { cmid: 'same' }));
      for (const list of [[BEN, CARA], [CARA, BEN], [CARA, BEN, CARA], `${BEN},${CARA}`]) {
        expect(datasOf(await calls.create(OWNER, list as number[], { cmid: 'same' }))).toEqual(first);
      }
      expect(await calls.memberIds(OWNER, { group_type: 1, ...first })).toEqual([OWNER, BEN, CARA]);
    });

    it('before any rule: the invited may have blocked the caller, the group may be dismissed, or be another one’s', async () => {
      const first = datasOf(await calls.create(OWNER, [BEN], { cmid: 'before rules' }));
      const group = { group_type: 1, ...first };
      const repeat = async (): Promise<void> =>
        expect(datasOf(await calls.create(OWNER, [BEN], { cmid: 'before rules' }))).toEqual(first);
      await blocking(BEN, OWNER, repeat);
      datasOf(await calls.transfer(OWNER, group, BEN));
      datasOf(await calls.quit(OWNER, group));
      await repeat();
      datasOf(await calls.dismiss(BEN, group));
      await repeat();
      expect(await calls.info(BEN, group)).toMatchObject({ error_code: 20005 });
    });

    it('is a 20009 for another name, other users, and where a message has the id', async () => {
      datasOf(await calls.create(OWNER, [BEN], { cmid: 'used' }));
      const refused = { status: 409, error_code: 20009 };
      expect(await calls.create(OWNER, [BEN], { cmid: 'used', name: 'another' })).toMatchObject(refused);
      expect(await calls.create(OWNER, [CARA], { cmid: 'used' })).toMatchObject(refused);
      expect(await calls.create(OWNER, [404], { cmid: 'used' })).toMatchObject(refused);
      expect(await calls.create(OWNER, undefined, { cmid: 'used' })).toMatchObject(refused);
      expect(await chat.client.as(OWNER).send(BEN, '周末爬山', 'used')).toMatchObject(refused);
      datasOf(await chat.client.as(OWNER).send(BEN, 'hello', 'sent'));
      expect(await calls.create(OWNER, [BEN], { cmid: 'sent' })).toMatchObject(refused);
    });

    it('belongs to its user; one that was refused may be used again', async () => {
      const mine = datasOf(await calls.create(OWNER, [BEN], { cmid: 'one each' }));
      expect(datasOf(await calls.create(BEN, [BEN], { cmid: 'one each' }))).not.toEqual(mine);
      expect(await calls.create(OWNER, [404], { cmid: 'refused' })).toMatchObject({ error_code: 20001 });
      datasOf(await calls.create(OWNER, [BEN], { cmid: 'refused' }));
    });
  });
});
