import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inGroup } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import type { Push } from '../support/chat/user-socket.js';
import { appendMany } from '../support/rounds/append-many.js';

interface Status {
  receivers: number;
  received: number;
  read: number;
  users: { user_id: number; status: number }[];
}

const RECEIVED = 'message/updateMessageReceiveStatus';
const READ = 'message/updateMessageReadStatus';

const count = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('Receipts in groups', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...count(1, 140));
  });
  afterAll(() => chat.close());

  const sendTo = async (uid: number, group: number, text: string): Promise<number> =>
    datasOf(await chat.client.as(uid).sendToGroup(1, group, text));
  const statusOf = async (uid: number, msgId: number): Promise<Status> =>
    datasOf(await chat.client.as(uid).get<Status>('message/getMessageStatus', { msg_id: msgId, page_size: 1000 }));

  it('are counted exactly when 20 readers acknowledge 10 messages one by one, all at once', async () => {
    const readers = count(2, 21);
    await chat.client.saveGroup(1, 1, [1, ...readers]);
    const ids = (await appendMany(chat, inGroup(1, 1), Array<number>(10).fill(1))).map(({ msgId }) => msgId);
    // Every reader receives all, and reads the messages whose place and own number add up to an even one.
    const calls = readers.flatMap((uid) =>
      ids.map(async (msg_id, place) => {
        const reads = (uid + place) % 2 === 0;
        return chat.client.as(uid).post(reads ? READ : RECEIVED, { msg_id, status: reads ? 4 : 3 });
      }),
    );
    expect(calls).toHaveLength(200);
    for (const answer of await Promise.all(calls)) expect(answer).toEqual({ status: 200, datas: 1 });
    for (const [place, id] of ids.entries()) {
      expect(await statusOf(1, id)).toMatchObject({
        receivers: 20,
        received: 20,
        read: 10,
        users: readers.map((uid) => ({ user_id: uid, status: (uid + place) % 2 === 0 ? 4 : 3 })),
      });
    }
    expect(chat.log.filter(({ level }) => Number(level) >= 40)).toEqual([]);
  });

  it('are taken from somebody who was removed, for what they saw and nothing else', async () => {
    await chat.client.saveGroup(1, 2, [1, 2]);
    const before = await sendTo(1, 2, 'before');
    await chat.client.addMembers(1, 2, [3]);
    const seen = [await sendTo(1, 2, 'seen'), await sendTo(2, 2, 'seen too')];
    await chat.client.removeMembers(1, 2, [3]);
    const after = await sendTo(1, 2, 'after');
    const former = chat.client.as(3);
    for (const [call, status] of [
      [RECEIVED, 3],
      [READ, 4],
    ] as const) {
      for (const id of [before, after]) {
        expect(await former.post(call, { msg_id: id, status })).toMatchObject({ error_code: 20002 });
      }
      expect(await former.post(call, { msg_id: [before, seen[0], after], status })).toMatchObject({ datas: 1 });
    }
    expect((await statusOf(1, seen[0] ?? 0)).users).toEqual([
      { user_id: 2, status: 0 },
      { user_id: 3, status: 4 },
    ]);
    expect((await statusOf(2, seen[1] ?? 0)).users).toEqual([
      { user_id: 1, status: 0 },
      { user_id: 3, status: 0 },
    ]);
    for (const id of [before, after]) expect((await statusOf(1, id)).users).toEqual([{ user_id: 2, status: 0 }]);
    expect(await former.post('message/readConversation', { conversation_id: 'g:1:2', up_to_seq: 1000 })).toMatchObject({
      datas: 1,
    });
    expect((await statusOf(2, seen[1] ?? 0)).users.at(-1)).toEqual({ user_id: 3, status: 4 });
    for (const id of [before, after]) expect((await statusOf(1, id)).users).toEqual([{ user_id: 2, status: 0 }]);
    // Back again: what was sent meanwhile stays out of reach, what is sent from now on is unread.
    await chat.client.addMembers(1, 2, [3]);
    expect(await former.post(READ, { msg_id: after, status: 4 })).toMatchObject({ error_code: 20002 });
    const again = await sendTo(1, 2, 'again');
    expect((await statusOf(1, again)).users.at(-1)).toEqual({ user_id: 3, status: 0 });
    expect(await former.post(READ, { msg_id: again, status: 4 })).toMatchObject({ datas: 1 });
    expect((await statusOf(1, again)).users.at(-1)).toEqual({ user_id: 3, status: 4 });
  });

  it('give a former member, or one who never was one, no view of the group: their rows are of receipts only', async () => {
    await chat.client.saveGroup(1, 3, [1, 2]);
    const former = chat.client.as(4);
    const texts = (pushes: readonly Push[]): unknown[] => pushes.map(({ body }) => body.text);
    const expectSight = async (visible: readonly string[]): Promise<void> => {
      const list = datasOf(
        await former.get<{ conversations: { conversation_id: string; last_seq: number; last_message: Push }[] }>(
          'message/getConversationList',
        ),
      ).conversations.filter(({ conversation_id }) => conversation_id === 'g:1:3');
      expect(texts(list.map(({ last_message }) => last_message))).toEqual(visible.slice(-1));
      const history = datasOf(
        await former.get<{ last_seq: number; messages: Push[] }>('message/getHistory', { conversation_id: 'g:1:3' }),
      );
      expect(texts(history.messages)).toEqual(visible);
      expect(history.last_seq).toBe(list[0]?.last_seq ?? 0);
      for (const known of [{}, { 'g:1:3': 0 }, { 'g:1:3': 1 }]) {
        const { messages } = datasOf(await former.post<{ messages: Push[] }>('message/sync', { known }));
        expect(texts(messages.filter(({ conversation_id }) => conversation_id === 'g:1:3'))).toEqual(visible);
      }
    };
    await sendTo(1, 3, 'before');
    await chat.client.addMembers(1, 3, [4]);
    await expectSight([]);
    const seen = await sendTo(1, 3, 'seen');
    expect(await former.post(READ, { msg_id: seen, status: 4 })).toMatchObject({ datas: 1 });
    await chat.client.removeMembers(1, 3, [4]);
    await sendTo(1, 3, 'later');
    await expectSight(['seen']);
    expect(await former.post('message/readConversation', { conversation_id: 'g:1:3', up_to_seq: 99 })).toMatchObject({
      datas: 1,
    });
    expect(await former.post(RECEIVED, { msg_id: seen, status: 3 })).toMatchObject({ datas: 1 });
    await expectSight(['seen']);
    await chat.client.addMembers(1, 3, [4]);
    await expectSight(['seen']);
    await sendTo(1, 3, 'back');
    await expectSight(['seen', 'back']);
    await chat.client.removeMembers(1, 3, [4]);
    await sendTo(1, 3, 'gone');
    await expectSight(['seen', 'back']);

    const stranger = chat.client.as(130);
    for (const up_to_seq of [1, 99]) {
      const answer = await stranger.post('message/readConversation', { conversation_id: 'g:1:3', up_to_seq });
      expect(answer).toMatchObject({ error_code: 20004 });
    }
    expect(await stranger.post(READ, { msg_id: seen, status: 4 })).toMatchObject({ error_code: 20002 });
    expect(await stranger.get('message/getHistory', { conversation_id: 'g:1:3' })).toMatchObject({ error_code: 20004 });
    expect(await stranger.post('message/sync', { known: {} })).toMatchObject({ datas: { messages: [] } });
  });

  it('of more than 100 receivers are told as progress, at most one a second, and by name to the own devices', async () => {
    const readers = count(2, 120);
    await chat.client.saveGroup(1, 4, [1, ...readers]);
    const [sender, otherDevice, acknowledging, bystander] = await Promise.all([
      chat.client.connect(1),
      chat.client.connect(2),
      chat.client.connect(2),
      chat.client.connect(3),
    ]);
    const arrivals: number[] = [];
    sender.socket.on('message:progress', () => arrivals.push(performance.now()));
    const id = await sendTo(1, 4, 'to many');
    await acknowledging.emit('message:received', { msg_id: id, status: 3 });
    // Four seconds of readers, one after the other.
    for (const [index, uid] of readers.entries()) {
      const status = uid % 3 === 0 ? 3 : 4;
      const answer = await chat.client.as(uid).post(status === 3 ? RECEIVED : READ, { msg_id: id, status });
      expect(answer).toMatchObject({ datas: 1 });
      if (index % 6 === 0) await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const expected = {
      msg_id: id,
      conversation_id: 'g:1:4',
      received: 119,
      read: readers.filter((uid) => uid % 3).length,
    };
    await sender.until('the final progress', (socket) => {
      return socket.of<typeof expected>('message:progress').at(-1)?.received === expected.received;
    });
    expect(sender.of('message:progress').at(-1)).toEqual(expected);
    expect(sender.of('message:status')).toEqual([]);
    expect(arrivals.length).toBeGreaterThanOrEqual(3);
    // Arrivals are a little less regular than what the server sends.
    const span = (arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0);
    expect((arrivals.length - 1) * 1000).toBeLessThan(span + 250);
    const progress = sender.of<{ received: number; read: number }>('message:progress');
    for (const [index, { received, read }] of progress.slice(1).entries()) {
      expect(received).toBeGreaterThanOrEqual(progress[index]?.received ?? 0);
      expect(read).toBeGreaterThanOrEqual(progress[index]?.read ?? 0);
    }
    const statuses = (socket: typeof sender) =>
      socket
        .of<{ uid: string; status: number; msg_id: number }>('message:status')
        .filter(({ msg_id }) => msg_id === id);
    expect(statuses(otherDevice).map(({ uid, status }) => [uid, status])).toEqual([
      ['2', 3],
      ['2', 4],
    ]);
    expect(statuses(acknowledging).map(({ status }) => status)).toEqual([4]);
    expect(statuses(bystander).map(({ uid }) => uid)).toEqual(['3']);
    for (const socket of [otherDevice, acknowledging, bystander]) expect(socket.of('message:progress')).toEqual([]);
  });

  it('of exactly 100 receivers are told by name, of 101 as progress', async () => {
    await chat.client.saveGroup(1, 5, count(1, 101));
    const sender = await chat.client.connect(1);
    const byName = await sendTo(1, 5, 'to a hundred');
    await chat.client.addMembers(1, 5, [102]);
    const counted = await sendTo(1, 5, 'to a hundred and one');
    await chat.client.as(50).post(READ, { msg_id: [byName, counted], status: 4 });
    await sender.until('both', (it) => it.of('message:status').length > 0 && it.of('message:progress').length > 0);
    expect(sender.of('message:status')).toEqual([expect.objectContaining({ msg_id: byName, uid: '50', status: 4 })]);
    expect(sender.of('message:progress')).toEqual([
      { msg_id: counted, conversation_id: 'g:1:5', received: 1, read: 1 },
    ]);
  });
});
