import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { betweenUsers } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { appendMany } from '../support/rounds/append-many.js';

interface Status {
  msg_id: number;
  receivers: number;
  received: number;
  read: number;
  users: { user_id: number; status: number }[];
}

const RECEIVED = 'message/updateMessageReceiveStatus';
const READ = 'message/updateMessageReadStatus';

describe('Receipts', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3, 4);
    await chat.client.saveGroup(1, 7, [1, 2, 3]);
  });
  afterAll(() => chat.close());

  const send = async (from: number, to: number): Promise<number> =>
    datasOf(await chat.client.as(from).send(to, `from ${from} to ${to}`));
  const statusOf = async (sender: number, msgId: number): Promise<Status> =>
    datasOf(await chat.client.as(sender).get<Status>('message/getMessageStatus', { msg_id: msgId }));
  const received = (uid: number, ids: unknown) => chat.client.as(uid).post(RECEIVED, { msg_id: ids, status: 3 });
  const read = (uid: number, ids: unknown) => chat.client.as(uid).post(READ, { msg_id: ids, status: 4 });

  it('are exact per message: 7 before 6 says nothing of 6, 3 after 4 changes nothing', async () => {
    const ids = [await send(1, 2), await send(1, 2), await send(1, 2)];
    expect(await read(2, ids[2])).toMatchObject({ status: 200, datas: 1 });
    expect((await statusOf(1, ids[2] ?? 0)).users).toEqual([{ user_id: 2, status: 4 }]);
    expect((await statusOf(1, ids[1] ?? 0)).users).toEqual([{ user_id: 2, status: 0 }]);
    expect(await received(2, `${ids[2]},${ids[1]}`)).toMatchObject({ datas: 1 });
    expect((await statusOf(1, ids[2] ?? 0)).users).toEqual([{ user_id: 2, status: 4 }]);
    expect(await statusOf(1, ids[1] ?? 0)).toEqual({
      msg_id: ids[1],
      receivers: 1,
      received: 1,
      read: 0,
      users: [{ user_id: 2, status: 3 }],
    });
  });

  it('of own, foreign and unknown messages are 20002; lists with one good id pass', async () => {
    const id = await send(1, 2);
    for (const uid of [1, 3]) expect(await read(uid, id)).toMatchObject({ status: 404, error_code: 20002 });
    expect(await read(2, 999_999)).toMatchObject({ error_code: 20002 });
    expect(await read(2, [999_999, id])).toMatchObject({ datas: 1 });
    expect(await chat.client.as(2).post(READ, { msg_id: id, status: 3 })).toMatchObject({ error_code: 10000 });
    expect(await chat.client.as(2).get('message/getMessageStatus', { msg_id: id })).toMatchObject({
      error_code: 20002,
    });
  });

  it('reach the sender and the other devices of the reader, once', async () => {
    const [sender, device, acknowledging] = await Promise.all([
      chat.client.connect(1),
      chat.client.connect(2),
      chat.client.connect(2),
    ]);
    const id = await send(1, 2);
    expect(await acknowledging.emit('message:read', { msg_id: id, status: 4 })).toMatchObject({ datas: 1 });
    await sender.until('the status', (socket) => socket.of('message:status').length > 0);
    await device.until('the status', (socket) => socket.of('message:status').length > 0);
    const told = {
      msg_id: id,
      uid: '2',
      status: 4,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string,
    };
    expect(sender.of('message:status')).toEqual([{ ...told, conversation_id: 'u:2' }]);
    expect(device.of('message:status')).toEqual([{ ...told, conversation_id: 'u:1' }]);
    expect(acknowledging.of('message:status')).toEqual([]);
    expect(await acknowledging.emit('message:read', { msg_id: id, status: 4 })).toMatchObject({ datas: 1 });
    const next = await send(1, 2);
    await acknowledging.emit('message:received', { msg_id: next, status: 3 });
    await sender.until('the next status', (socket) => socket.of('message:status').length > 1);
    expect(sender.of('message:status')).toHaveLength(2);
  });

  it('of a whole conversation are told in its order, of the newest 1,000 messages where it is longer', async () => {
    await chat.client.importUsers(21, 22);
    const ids = (await appendMany(chat, betweenUsers(21, 22), Array<number>(1_050).fill(21))).map(({ msgId }) => msgId);
    const sender = await chat.client.connect(21);
    const readTo = (up_to_seq: number) =>
      chat.client.as(22).post('message/readConversation', { conversation_id: 'u:21', up_to_seq });
    const told = () => sender.of<{ msg_id: number }>('message:status').map(({ msg_id }) => msg_id);
    expect(await readTo(9)).toMatchObject({ datas: 1 });
    await sender.until('nine statuses', ({ received }) => received.length === 9);
    expect(told()).toEqual(ids.slice(0, 9));
    expect(await readTo(1_050)).toMatchObject({ datas: 1 });
    await sender.until('a thousand more', ({ received }) => received.length === 1_009);
    expect(told().slice(9)).toEqual(ids.slice(50));
    expect((await statusOf(21, ids[20] ?? 0)).users).toEqual([{ user_id: 22, status: 4 }]);
  });

  it('count per receiver as of sending in groups, and unread follows them', async () => {
    const first = datasOf(await chat.client.as(1).sendToGroup(1, 7, 'first'));
    await chat.client.addMembers(1, 7, [4]);
    await read(2, first);
    await received(3, first);
    expect(await read(4, first)).toMatchObject({ error_code: 20002 });
    expect(await statusOf(1, first)).toEqual({
      msg_id: first,
      receivers: 2,
      received: 2,
      read: 1,
      users: [
        { user_id: 2, status: 4 },
        { user_id: 3, status: 3 },
      ],
    });
    const second = datasOf(await chat.client.as(2).sendToGroup(1, 7, 'second'));
    const unreadOf = async (uid: number): Promise<number | undefined> => {
      const list = datasOf(
        await chat.client
          .as(uid)
          .get<{ conversations: { conversation_id: string; unread: number }[] }>('message/getConversationList'),
      );
      return list.conversations.find((item) => item.conversation_id === 'g:1:7')?.unread;
    };
    expect([await unreadOf(1), await unreadOf(2), await unreadOf(3), await unreadOf(4)]).toEqual([1, 0, 2, 1]);
    expect(
      await chat.client.as(3).post('message/readConversation', { conversation_id: 'g:1:7', up_to_seq: 99 }),
    ).toMatchObject({ datas: 1 });
    expect(await unreadOf(3)).toBe(0);
    const third = datasOf(await chat.client.as(1).sendToGroup(1, 7, 'third'));
    expect((await statusOf(1, third)).users.map((user) => user.status)).toEqual([0, 0, 0]);
    expect((await statusOf(2, second)).users).toEqual([
      { user_id: 1, status: 0 },
      { user_id: 3, status: 4 },
      { user_id: 4, status: 0 },
    ]);
  });

  it('of an alternating chat of 2,000 messages, all read, leave one short row', async () => {
    await chat.client.importUsers(11, 12);
    const ids: number[] = [];
    for (let i = 0; i < 20; i += 1) {
      const batch = Array.from({ length: 100 }, (_, k) => (k % 2 === 0 ? send(11, 12) : send(12, 11)));
      ids.push(...(await Promise.all(batch)));
    }
    const shuffled = [...ids].sort((a, b) => ((a * 7919) % 1009) - ((b * 7919) % 1009));
    for (let i = 0; i < shuffled.length; i += 100) {
      const answers = await Promise.all([11, 12].map((uid) => read(uid, shuffled.slice(i, i + 100))));
      expect(answers.map((answer) => answer.datas)).toEqual([1, 1]);
    }
    const reads = chat.app.get(ReadStore);
    const rows = await reads.query<{ user_id: number; received_low: number; read_low: number }>(
      'SELECT user_id, received_low, read_low FROM participants WHERE user_id IN (11, 12)',
    );
    // What comes last may be one's own, up to a whole batch where each node takes one user's: nobody reads that.
    for (const row of rows) expect(Math.min(row.received_low, row.read_low)).toBeGreaterThanOrEqual(1900);
    const blocks = await reads.query<{ received_set: string }>(
      'SELECT received_set FROM receipt_blocks WHERE user_id IN (11, 12)',
    );
    expect(blocks).toEqual([]);
  });
});
