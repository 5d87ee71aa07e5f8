import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { textMessage } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { Schedules, wireTimeIn } from '../support/chat/schedules.js';
import type { Push } from '../support/chat/user-socket.js';
import { FriendCalls } from './support/friend-calls.js';
import { GroupCalls } from './support/group-calls.js';

const ENDED = { error_code: 10001, error_msg: '未登录或登录凭证无效' };
const NOBODY = { nickname: '已注销用户', photo: '' };
const SERVICE = 900;
const SOON = { timeout: 15_000, interval: 50 };

interface History {
  readonly last_seq: number;
  readonly messages: readonly (Push & { readonly recalled?: true })[];
}

describe('cms/deleteUser', () => {
  let chat: ChatApp;
  let friends: FriendCalls;
  let groups: GroupCalls;
  let next = 1;

  beforeAll(async () => {
    chat = await startChat();
    friends = new FriendCalls(chat.client);
    groups = new GroupCalls(chat.client);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 'service', photo: '' }));
  });
  afterAll(() => chat.close());

  const people = async (count: number): Promise<number[]> => {
    const uids = Array.from({ length: count }, () => next++);
    await chat.client.importUsers(...uids);
    // Their tokens are from before.
    for (const uid of uids) await chat.client.token(uid);
    return uids;
  };
  const remove = (user_id: number, messages?: string) => chat.client.cms('deleteUser', { user_id, messages });
  const history = async (uid: number, conversation_id: string): Promise<History> =>
    datasOf(await chat.client.as(uid).get<History>('message/getHistory', { conversation_id }));

  describe('from its answer on', () => {
    it('is a 10001 for everything that the user does, and ends their connections within a second', async () => {
      const [gone = 0, other = 0] = await people(2);
      const devices = await Promise.all([chat.client.connect(gone), chat.client.connect(gone)]);
      const bystander = await chat.client.connect(other);
      const start = performance.now();
      expect(await remove(gone)).toEqual({ status: 200, datas: 1 });
      for (const device of devices) {
        await device.until('the end', ({ socket }) => !socket.connected);
        expect(device.of('session:ended')).toEqual([ENDED]);
      }
      expect(performance.now() - start).toBeLessThan(1_000);
      expect(bystander.socket.connected).toBe(true);

      const user = chat.client.as(gone);
      const calls = [
        user.send(other, 'not any more'),
        user.get('user/getUserInfo', { user_id: other }),
        user.get('message/getConversationList'),
        friends.apply(gone, other),
        groups.create(gone, [other]),
      ];
      for (const answer of await Promise.all(calls)) expect(answer).toEqual({ status: 401, ...ENDED });
      await expect(chat.client.connect(gone)).rejects.toMatchObject({ data: ENDED });
    });

    it('is a 20001 for whoever names the user, who once had a conversation with them', async () => {
      const [gone = 0, other = 0] = await people(2);
      const group = await groups.made(other);
      const sent = await chat.client.as(other).send(gone, 'in time', 'repeated');
      datasOf(await chat.client.as(gone).send(other, 'hello'));
      datasOf(await remove(gone));
      const { client } = chat;
      const push = { service_id: SERVICE, msg_type: 1, message: { text: 'push' }, user_id: [other, gone] };
      const calls = [
        client.as(other).send(gone, 'too late'),
        friends.apply(other, gone),
        client.as(other).post('user/addUserToBlacklist', { to_uid: gone }),
        groups.create(other, [gone]),
        groups.invite(other, group, gone),
        client.cms('addGroupMembers', { ...group, user_id: gone }),
        client.cms('sendMessage', push),
        client.cms('schedulePush', { ...push, send_at: wireTimeIn(60_000) }),
        client.cms('issueUserToken', { user_id: gone }),
        client.cms('banUser', { user_id: gone }),
        client.cms('unbanUser', { user_id: gone }),
      ];
      for (const answer of await Promise.all(calls)) expect(answer).toMatchObject({ status: 404, error_code: 20001 });
      expect(datasOf(await client.as(other).get('user/getUserInfo', { user_id: `${gone},${other}` }))).toEqual({
        users: [{ user_id: other, nickname: `user ${other}`, photo: '' }],
      });
      // What was sent in time is found by its repeat all the same.
      expect(await client.as(other).send(gone, 'in time', 'repeated')).toEqual(sent);
    });

    it('is repeated as 1; who never was is a 20001, and the id is good for nobody else: 20014', async () => {
      const [gone = 0] = await people(1);
      expect(await remove(4040404)).toMatchObject({ status: 404, error_code: 20001 });
      expect(await remove(gone, 'both')).toMatchObject({ status: 400, error_code: 10000 });
      for (const messages of [undefined, 'keep', 'erase', 'erase', 'keep']) {
        expect(await remove(gone, messages)).toEqual({ status: 200, datas: 1 });
      }
      const users = [gone, 5050505].map((user_id) => ({ user_id, nickname: 'again', photo: '' }));
      expect(await chat.client.cms('importUsers', { users })).toEqual({
        status: 409,
        error_code: 20014,
        error_msg: `用户已注销：${gone}`,
      });
      expect(await chat.client.cms('issueUserToken', { user_id: 5050505 })).toMatchObject({ error_code: 20001 });
    });
  });

  describe('clears away', () => {
    it('friendships, applications and blocks on both sides; friends are told', async () => {
      const [gone = 0, friend = 0, applicant = 0, receiver = 0, blocker = 0] = await people(5);
      await friends.befriend(gone, friend);
      datasOf(await friends.apply(applicant, gone));
      datasOf(await friends.apply(gone, receiver));
      await friends.block(blocker, gone);
      const device = await chat.client.connect(friend);
      datasOf(await remove(gone));
      await device.until('friend:deleted', (it) => it.of('friend:deleted').length === 1);
      expect(device.of('friend:deleted')).toEqual([{ from: { uid: String(gone), ...NOBODY } }]);
      expect(await friends.friendIds(friend)).toEqual([]);
      await expect.poll(async () => (await friends.sent(applicant)).applys, SOON).toEqual([]);
      await expect.poll(async () => (await friends.received(receiver)).applys, SOON).toEqual([]);
      const blocked = async (): Promise<unknown> =>
        datasOf(await chat.client.as(blocker).post('user/getUserBlacklist', { page: 1 }));
      await expect.poll(blocked, SOON).toEqual({ total: '0', blacklist: [] });
    });

    it('memberships; groups pass to the first admin, else the first member, and without either they end', async () => {
      const [gone = 0, first = 0, second = 0] = await people(3);
      const withAdmin = await groups.made(gone, [first, second]);
      datasOf(await groups.setAdmin(gone, withAdmin, second));
      const withMembers = await groups.made(gone, [first, second]);
      const alone = await groups.made(gone);
      await chat.client.saveGroup(2, 77, [gone, first]);
      datasOf(await groups.follow(gone, SERVICE));
      const device = await chat.client.connect(first);
      datasOf(await remove(gone));
      await device.until('three to have gone', (it) => it.of('group:left').length === 3);
      const groupsTold = device.of<{ uid: string; group: { group_id: string } }>('group:left');
      expect(new Set(groupsTold.map(({ uid }) => uid))).toEqual(new Set([String(gone)]));
      const owner = async (group: object): Promise<unknown> =>
        datasOf(await chat.client.as(first).get<{ owner_uid: number }>('group/getGroupInfo', { ...group })).owner_uid;
      await expect.poll(() => owner(withAdmin), SOON).toBe(second);
      await expect.poll(() => owner(withMembers), SOON).toBe(first);
      const ofAlone = () => chat.client.as(first).get('group/getGroupInfo', { ...alone });
      await expect.poll(ofAlone, SOON).toMatchObject({ error_code: 20005 });
      const followers = async (): Promise<unknown> =>
        (
          await chat.client.get(
            'cms/countServiceFollowers',
            { service_id: SERVICE },
            { 'x-api-key': chat.client.apiKey },
          )
        ).datas;
      await expect.poll(followers, SOON).toEqual(0);
    });

    it('what was planned for them: the others of a scheduled push get it', async () => {
      const [gone = 0, other = 0] = await people(2);
      const schedules = new Schedules(chat.client, SERVICE);
      const both = await schedules.plan('for both', { user_id: [gone, other], send_at: wireTimeIn(3_000) });
      const one = await schedules.plan('for one', { user_id: [gone], send_at: wireTimeIn(3_000) });
      datasOf(await remove(gone));
      expect(await schedules.reached(both, 'sent', 20_000)).toMatchObject({ receivers: 1 });
      expect(await schedules.reached(one, 'failed', 20_000)).toMatchObject({ error_code: 20001 });
      expect((await history(other, `s:${SERVICE}`)).messages).toHaveLength(1);
    });
  });

  describe('with messages: keep', () => {
    it('leaves what they wrote under a neutral sender, and receipts as they are', async () => {
      const [gone = 0, other = 0, third = 0] = await people(3);
      const group = await groups.made(other, [gone, third]);
      datasOf(await chat.client.as(gone).send(other, 'dialogue'));
      datasOf(await chat.client.as(gone).sendToGroup(1, group.group_id, 'group'));
      const asked = datasOf(await chat.client.as(other).sendToGroup(1, group.group_id, 'read by all'));
      for (const uid of [gone, third]) {
        datasOf(await chat.client.as(uid).post('message/updateMessageReadStatus', { msg_id: asked, status: 4 }));
      }
      datasOf(await remove(gone));
      const status = () => chat.client.as(other).get('message/getMessageStatus', { msg_id: asked });
      const before = await status();
      expect(before.datas).toMatchObject({ receivers: 2, received: 2, read: 2 });
      await expect
        .poll(async () => datasOf(await groups.list(other)).groups.map(({ member_count }) => member_count), SOON)
        .toEqual([2]);
      expect(await status()).toEqual(before);
      for (const [conversation, text] of [
        [`u:${gone}`, 'dialogue'],
        [`g:1:${group.group_id}`, 'group'],
      ] as const) {
        expect((await history(other, conversation)).messages[0]).toMatchObject({
          msg_type: '1',
          body: { text },
          from: { uid: String(gone), ...NOBODY },
        });
      }
    });
  });

  describe('with messages: erase', () => {
    it('takes the bodies away, also later, and clients are told as of recalls: at once and by sync', async () => {
      const [gone = 0, other = 0, former = 0] = await people(3);
      const group = await groups.made(other, [gone, former]);
      const inDialogue = datasOf(await chat.client.as(gone).send(other, 'secret', 'with a client id'));
      const inGroup = datasOf(await chat.client.as(gone).sendToGroup(1, group.group_id, 'secret'));
      const toAccount = datasOf(
        await chat.client
          .as(gone)
          .post<number>('message/sendMessage', { to_uid: SERVICE, send_type: 2, message: textMessage('secret') }),
      );
      datasOf(await chat.client.as(other).send(gone, 'stays'));
      datasOf(await groups.quit(former, group));
      const synced = datasOf(
        await chat.client.as(other).post<{ recalls_cursor: number }>('message/sync', { known: {} }),
      );
      const devices = [await chat.client.connect(other), await chat.client.connect(former)] as const;
      const operator = await chat.client.connectCms({ api_key: chat.client.apiKey });

      datasOf(await remove(gone));
      expect((await history(other, `u:${gone}`)).messages[0]).toMatchObject({ body: { text: 'secret' } });
      datasOf(await remove(gone, 'erase'));
      const dialogue = { msg_id: inDialogue, conversation_id: `u:${gone}`, seq: 1 };
      const ofGroup = { msg_id: inGroup, conversation_id: `g:1:${group.group_id}`, seq: 1 };
      for (const [device, expected] of [
        [devices[0], [dialogue, ofGroup]],
        [devices[1], [ofGroup]],
      ] as const) {
        await device.until('what was erased', (it) => it.of('message:recalled').length === expected.length);
        expect(device.of('message:recalled')).toEqual(expect.arrayContaining([...expected]));
      }
      await operator.until('what the account had', (it) => it.of('message:recalled').length === 1);
      expect(operator.of('message:recalled')).toMatchObject([{ msg_id: toAccount, service_id: SERVICE }]);

      const { messages } = await history(other, `u:${gone}`);
      expect(messages).toMatchObject([
        { msg_type: '0', recalled: true, body: {}, from: { uid: String(gone), ...NOBODY } },
        { msg_type: '1', body: { text: 'stays' } },
      ]);
      const told = await chat.client
        .as(other)
        .post<{ recalled: object[] }>('message/sync', { known: {}, recalls_after: synced.recalls_cursor });
      expect(datasOf(told).recalled).toEqual(expect.arrayContaining([dialogue, ofGroup]));
      const inbox = await chat.client.get<{ messages: { msg_id: number }[] }>(
        'cms/getServiceMsg',
        { service_id: SERVICE, search_type: 1 },
        { 'x-api-key': chat.client.apiKey },
      );
      expect(JSON.stringify(inbox.datas)).toContain(`"msg_id":${toAccount},"msg_type":0,"body":"{}"`);
    });
  });
});
