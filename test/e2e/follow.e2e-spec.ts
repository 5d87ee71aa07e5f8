import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { GroupCalls } from './support/group-calls.js';

const MAX_MEMBERS = 2;
const FANS = [1, 2, 3, 4];
const [ANN] = FANS as [number];
const SERVICE = 111;
const DONE = { status: 200, datas: 1 };

describe('Following an official account', () => {
  let chat: ChatApp;
  let calls: GroupCalls;

  beforeAll(async () => {
    chat = await startChat({ GROUP_MAX_MEMBERS: String(MAX_MEMBERS) });
    await chat.client.importUsers(...FANS);
    for (const service_id of [SERVICE, 112])
      datasOf(await chat.client.cms('saveServiceAccount', { service_id, nickname: '公众号', photo: '' }));
    calls = new GroupCalls(chat.client);
  });
  afterAll(() => chat.close());

  it.each(['json', 'form', 'multipart'] as const)('follow and unfollow are a 1 each time, as %s', async (encoding) => {
    const encoded = new GroupCalls(chat.client, encoding);
    for (const call of ['follow', 'follow', 'unfollow', 'unfollow'] as const)
      expect(await encoded[call](ANN, SERVICE)).toEqual(DONE);
  });

  it('is a 20006 for an account that does not exist, be it the id of a group or of a user', async () => {
    await chat.client.saveGroup(2, 222, [ANN]);
    for (const id of [404, 222, ANN]) {
      expect(await calls.follow(ANN, id)).toMatchObject({ status: 404, error_code: 20006 });
      expect(await calls.unfollow(ANN, id)).toMatchObject({ status: 404, error_code: 20006 });
    }
  });

  it('knows no GROUP_MAX_MEMBERS, not even for many at once', async () => {
    const answers = await Promise.all(FANS.map((uid) => calls.follow(uid, SERVICE)));
    for (const answer of answers) expect(answer).toEqual(DONE);
    // Groups do.
    await chat.client.saveGroup(2, 1);
    const joins = await Promise.all(FANS.map((uid) => calls.join(uid, { group_type: 2, group_id: 1 })));
    expect(joins.filter(({ error_code }) => error_code === 20011)).toHaveLength(FANS.length - MAX_MEMBERS);
  });

  it('tells the follower’s devices, and no other follower', async () => {
    datasOf(await calls.follow(2, 112));
    const [device, other] = [await chat.client.connect(ANN), await chat.client.connect(2)];
    const payload = { group: { group_id: '112', group_type: '4' }, uid: String(ANN) };
    for (const [call, event] of [
      ['follow', 'group:joined'],
      ['unfollow', 'group:left'],
    ] as const) {
      datasOf(await calls[call](ANN, 112));
      datasOf(await calls[call](ANN, 112));
      await device.until(event, (socket) => socket.of(event).length > 0);
    }
    await device.message(datasOf(await chat.client.as(2).send(ANN, 'afterwards')));
    const told = device.received.filter((one) => one.event.startsWith('group:'));
    expect(told).toEqual([
      { event: 'group:joined', payload },
      { event: 'group:left', payload },
    ]);
    await other.message(datasOf(await chat.client.as(ANN).send(2, 'afterwards')));
    expect(other.received.filter((one) => one.event.startsWith('group:'))).toEqual([]);
  });

  it('has no part in lists of groups, and needs none to write to the account', async () => {
    datasOf(await calls.follow(3, 112));
    expect(datasOf(await calls.list(3)).groups.filter(({ group_type }) => group_type === 4)).toEqual([]);
    expect(await calls.info(3, { group_type: 4, group_id: 112 })).toMatchObject({ error_code: 10000 });
    datasOf(await calls.unfollow(3, 112));
    datasOf(await chat.client.as(3).sendToGroup(4, 112, 'hello'));
    datasOf(
      await chat.client
        .as(3)
        .post('message/sendMessage', { to_uid: 112, send_type: 2, message: { msg_type: 1, body: { text: 'x' } } }),
    );
  });

  it.each([undefined, 0, '007', 'x', [112]])('service_id is an id, not %j', async (service_id) => {
    for (const call of ['follow', 'unfollow'] as const)
      expect(await calls[call](ANN, service_id)).toEqual({
        status: 400,
        error_code: 10000,
        error_msg: '参数错误：service_id',
      });
  });
});
