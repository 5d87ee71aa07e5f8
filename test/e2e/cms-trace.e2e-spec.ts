import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';

const SERVICE = 111;
const GROUP = 7;
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const HEADERS = { 'x-api-key': TEST_API_KEY };

interface Trace {
  state: string;
  accepted: string;
  committed: string;
  recalled: string | null;
  conversation: object;
  receivers: number;
  received: number;
  read: number;
  users: { user_id: number; status: number; received_at: string | null; read_at: string | null; exact: boolean }[];
  next_cursor: number | null;
  reason: string | null;
}

describe('cms/traceMessage', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3, 4, 5, 6, SERVICE);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: '公众号', photo: '' }));
  });
  afterAll(() => chat.close());

  const ask = (msg_id: number, more: object = {}): Promise<Answer<Trace>> =>
    chat.client.get<Trace>('cms/traceMessage', { msg_id, ...more }, HEADERS);
  const trace = async (msg_id: number, more: object = {}): Promise<Trace> => datasOf(await ask(msg_id, more));
  const receipt = async (uid: number, status: 3 | 4, msg_id: number): Promise<void> => {
    const call = status === 4 ? 'Read' : 'Receive';
    datasOf(await chat.client.as(uid).post<number>(`message/updateMessage${call}Status`, { msg_id, status }));
  };
  const statuses = ({ users }: Trace): number[][] => users.map(({ user_id, status }) => [user_id, status]);
  const text = (body: string, more: object = {}) => ({
    service_id: SERVICE,
    msg_type: 1,
    message: { text: body },
    ...more,
  });

  /** UTC milliseconds of a whole second, read in the servers' time zone. */
  const timeOf = (time: string | null | undefined): number => {
    expect(time).toMatch(TIME);
    return Date.parse(`${String(time).replace(' ', 'T')}+08:00`);
  };

  it('a message to a user: accepted, committed, in its place, unread, then received, then read', async () => {
    const from = Math.floor(Date.now() / 1000) * 1000;
    const id = datasOf(await chat.client.as(1).send(2, 'a secret text'));
    const sent = await trace(id);
    expect(sent).toMatchObject({
      msg_id: id,
      state: 'sent',
      conversation: { kind: 'users', user_ids: [1, 2], conversation_id: 'u:1:2', seq: 1 },
      sender: { kind: 'user', id: 1 },
      receivers: 1,
      received: 0,
      read: 0,
      users: [{ user_id: 2, status: 0, received_at: null, read_at: null }],
      next_cursor: null,
      reason: null,
    });
    const [accepted, committed] = [timeOf(sent.accepted), timeOf(sent.committed)];
    expect(accepted).toBeGreaterThanOrEqual(from);
    expect(committed).toBeGreaterThanOrEqual(accepted);
    expect(committed).toBeLessThanOrEqual(Date.now());
    expect(JSON.stringify(sent)).not.toContain('secret');
    await receipt(2, 3, id);
    const received = await trace(id);
    expect(received).toMatchObject({ received: 1, read: 0, users: [{ user_id: 2, status: 3, read_at: null }] });
    const receivedAt = timeOf(received.users[0]?.received_at);
    expect(receivedAt).toBeGreaterThanOrEqual(committed);
    await receipt(2, 4, id);
    const read = await trace(id);
    expect(read).toMatchObject({ received: 1, read: 1, users: [{ user_id: 2, status: 4, exact: false }] });
    // Its being read did not touch when it was received.
    expect(timeOf(read.users[0]?.received_at)).toBe(receivedAt);
    expect(timeOf(read.users[0]?.read_at)).toBeGreaterThanOrEqual(receivedAt);
    expect(await trace(id, { user_id: 1 })).toMatchObject({ users: [], reason: 'sender' });
    expect(await trace(id, { user_id: 3 })).toMatchObject({ users: [], reason: 'not_addressed' });
    expect(statuses(await trace(id, { user_id: 2 }))).toEqual([[2, 4]]);
  });

  it('received out of order: each by the mark that it lies under, which later ones do not move', async () => {
    const [first = 0, second = 0, third = 0] = [
      datasOf(await chat.client.as(4).send(5, 'one')),
      datasOf(await chat.client.as(4).send(5, 'two')),
      datasOf(await chat.client.as(4).send(5, 'three')),
    ];
    await receipt(5, 4, third);
    expect((await trace(third)).users[0]).toMatchObject({ status: 4, exact: false });
    const readAt = timeOf((await trace(third)).users[0]?.read_at);
    expect((await trace(second)).users[0]).toMatchObject({ status: 0, received_at: null, read_at: null });
    await receipt(5, 3, first);
    expect((await trace(first)).users[0]).toMatchObject({ status: 3, read_at: null });
    expect(timeOf((await trace(first)).users[0]?.received_at)).toBeGreaterThanOrEqual(readAt);
    expect(timeOf((await trace(third)).users[0]?.read_at)).toBe(readAt);
  });

  it('a recalled one is said to be, with what became of it', async () => {
    const id = datasOf(await chat.client.as(1).send(3, 'taken back'));
    await receipt(3, 3, id);
    expect(await trace(id)).toMatchObject({ state: 'sent', recalled: null });
    datasOf(await chat.client.as(1).post('message/recallMessage', { msg_id: id }));
    const recalled = await trace(id);
    expect(timeOf(recalled.recalled)).toBeGreaterThanOrEqual(timeOf(recalled.committed));
    expect(timeOf(recalled.recalled)).toBeLessThanOrEqual(Date.now());
    expect(recalled).toMatchObject({
      state: 'recalled',
      receivers: 1,
      received: 1,
      users: [{ user_id: 3, status: 3 }],
    });
    expect(JSON.stringify(recalled)).not.toContain('taken');
  });

  it('to an official account: the account is its receiver', async () => {
    const message = { to_uid: SERVICE, send_type: 2, message: { msg_type: '1', body: { text: 'hello' } } };
    const id = datasOf(await chat.client.as(1).post<number>('message/sendMessage', message));
    expect(await trace(id)).toMatchObject({
      conversation: { kind: 'service', service_id: SERVICE, user_id: 1, conversation_id: `s:${SERVICE}:1` },
      users: [{ user_id: SERVICE, status: 0 }],
    });
    datasOf(await chat.client.cms('updateMessageReadStatus', { service_id: SERVICE, msg_id: [id] }));
    expect(await trace(id)).toMatchObject({ received: 1, read: 1, users: [{ user_id: SERVICE, status: 4 }] });
    // There is a user who has the account's number.
    expect(await trace(id, { user_id: SERVICE })).toMatchObject({ receivers: 1, users: [], reason: 'not_addressed' });
    expect(await trace(id, { user_id: 1 })).toMatchObject({ users: [], reason: 'sender' });
  });

  it('to a group: who was there when it was sent, page by page; and why others were no receivers', async () => {
    await chat.client.saveGroup(1, GROUP, [1, 2, 3, 4]);
    await chat.client.removeMembers(1, GROUP, [4]);
    const id = datasOf(await chat.client.as(1).sendToGroup(1, GROUP, 'to the group'));
    await chat.client.removeMembers(1, GROUP, [3]);
    await chat.client.addMembers(1, GROUP, [5]);
    await receipt(2, 4, id);
    await receipt(3, 3, id);
    const all = await trace(id);
    expect(all).toMatchObject({
      conversation: { kind: 'group', group_type: 1, group_id: GROUP, conversation_id: `g:1:${GROUP}`, seq: 1 },
      receivers: 2,
      received: 2,
      read: 1,
      next_cursor: null,
    });
    expect(statuses(all)).toEqual([
      [2, 4],
      [3, 3],
    ]);
    const reasons = await Promise.all([1, 4, 5, 6].map((user_id) => trace(id, { user_id })));
    expect(reasons.map(({ reason, users }) => [reason, users.length])).toEqual([
      ['sender', 0],
      ['left_before', 0],
      ['joined_later', 0],
      ['never_a_member', 0],
    ]);
    await chat.client.addMembers(1, GROUP, [4]);
    expect(await trace(id, { user_id: 4 })).toMatchObject({ users: [], reason: 'away' });
    const first = await trace(id, { page_size: 1 });
    expect(statuses(first)).toEqual([[2, 4]]);
    const second = await trace(id, { page_size: 1, cursor: first.next_cursor });
    expect(statuses(second)).toEqual([[3, 3]]);
    expect(await trace(id, { page_size: 1, cursor: second.next_cursor })).toMatchObject({
      users: [],
      next_cursor: null,
    });
  });

  it('a push and a broadcast: each receiver with the time of each step', async () => {
    const followers = { service_id: SERVICE, user_id: [1, 2, 3] };
    datasOf(await chat.client.cms('addServiceFollowers', followers));
    const listed = datasOf(await chat.client.cms<number>('sendMessage', text('listed', { user_id: [1, 2, 3] })));
    const wide = datasOf(await chat.client.cms<number>('broadcastMessage', text('to all')));
    expect(await trace(listed)).toMatchObject({
      conversation: { kind: 'service', service_id: SERVICE, user_id: null, conversation_id: `s:${SERVICE}`, seq: null },
      sender: { kind: 'service', id: SERVICE },
    });
    // One who got it has it at a place of their own.
    const earlier = datasOf(await chat.client.cms<number>('sendMessage', text('to one', { user_id: [2] })));
    const later = datasOf(await chat.client.cms<number>('sendMessage', text('to two', { user_id: [2, 3] })));
    for (const [msg_id, user_id, seq] of [
      [listed, 2, 1],
      [earlier, 2, 2],
      [later, 2, 3],
      [later, 3, 2],
    ] as const) {
      expect((await trace(msg_id, { user_id })).conversation).toEqual({
        kind: 'service',
        service_id: SERVICE,
        user_id,
        conversation_id: `s:${SERVICE}:${user_id}`,
        seq,
      });
    }
    expect(await trace(later, { user_id: 1 })).toMatchObject({
      conversation: { user_id: null, seq: null },
      reason: 'not_addressed',
    });
    expect(await trace(wide)).toMatchObject({
      conversation: { kind: 'group', group_type: 4, group_id: SERVICE, conversation_id: `g:4:${SERVICE}`, seq: 1 },
    });
    for (const id of [listed, wide]) {
      await receipt(1, 3, id);
      await receipt(2, 4, id);
      const { users, accepted, committed, ...counts } = await trace(id);
      expect(counts).toMatchObject({ state: 'sent', receivers: 3, received: 2, read: 1, next_cursor: null });
      expect(accepted).toMatch(TIME);
      expect(committed >= accepted).toBe(true);
      const time = expect.stringMatching(TIME) as string;
      expect(users).toEqual([
        { user_id: 1, status: 3, received_at: time, read_at: null, exact: true },
        { user_id: 2, status: 4, received_at: time, read_at: time, exact: true },
        { user_id: 3, status: 0, received_at: null, read_at: null, exact: true },
      ]);
      expect(statuses(await trace(id, { user_id: 2 }))).toEqual([[2, 4]]);
      datasOf(await chat.client.cms('recallMessage', { msg_id: id }));
      expect(await trace(id)).toMatchObject({
        ...{ state: 'recalled', receivers: 3, received: 2, read: 1 },
        recalled: expect.stringMatching(TIME) as string,
      });
    }
    expect(await trace(listed, { user_id: 6 })).toMatchObject({ users: [], reason: 'not_addressed' });
    expect(await trace(wide, { user_id: 6 })).toMatchObject({ users: [], reason: 'never_a_member' });
  });

  it('of what there is not: 20002', async () => {
    expect(await ask(999_999)).toMatchObject({ status: 404, error_code: 20002 });
  });
});
