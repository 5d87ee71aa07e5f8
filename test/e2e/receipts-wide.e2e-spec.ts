import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { betweenUsers, inGroup } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import { appendMany } from '../support/rounds/append-many.js';

const RECEIVED = 'message/updateMessageReceiveStatus';
const READ = 'message/updateMessageReadStatus';
const OK = { status: 200, datas: 1 };

interface Status {
  received: number;
  read: number;
  users: { user_id: number; status: number }[];
}

const count = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('Receipts of many conversations', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...count(1, 60), ...count(1001, 2000));
  });
  afterAll(() => chat.close());

  const acknowledge = (uid: number, status: 3 | 4, msg_id: readonly number[]): Promise<Answer> =>
    chat.client.as(uid).post(status === 3 ? RECEIVED : READ, { msg_id, status });
  const statusOf = async (sender: number, msg_id: number): Promise<Status> =>
    datasOf(await chat.client.as(sender).get<Status>('message/getMessageStatus', { msg_id, page_size: 1000 }));
  /** One message of user 1 in each of so many groups. */
  const oneInEach = async (first: number, groups: number, members: readonly number[]): Promise<number[]> => {
    const ids: number[] = [];
    for (const group of count(first, first + groups - 1)) {
      await chat.client.saveGroup(2, group, members);
      ids.push(...(await appendMany(chat, inGroup(2, group), [1])).map(({ msgId }) => msgId));
    }
    return ids;
  };

  it('take 1,000 messages of 1,000 senders in one call', async () => {
    const senders = count(1001, 2000);
    const sent = await Promise.all(senders.map((uid) => appendMany(chat, betweenUsers(uid, 1), [uid])));
    const ids = sent.flat().map(({ msgId }) => msgId);
    expect(await acknowledge(1, 4, ids)).toEqual(OK);
    for (const at of [0, 249, 250, 500, 999]) {
      expect((await statusOf(senders[at] ?? 0, ids[at] ?? 0)).users).toEqual([{ user_id: 1, status: 4 }]);
    }
    expect(await acknowledge(1, 4, ids)).toEqual(OK);
  });

  it('take 40 members with 100 groups each, all at once', async () => {
    const members = count(2, 41);
    const ids = await oneInEach(1, 100, [1, ...members]);
    await Promise.all(members.map((uid) => chat.client.token(uid)));
    const answers = await Promise.all(members.map((uid) => acknowledge(uid, 3, ids)));
    expect(answers).toEqual(members.map(() => OK));
    for (const at of [0, 50, 99]) expect(await statusOf(1, ids[at] ?? 0)).toMatchObject({ received: 40, read: 0 });
  });

  it('are exact where narrow and wide calls of both statuses share batches', async () => {
    const members = count(2, 31);
    const ids = await oneInEach(201, 20, [1, ...members]);
    const group = inGroup(2, 300);
    await chat.client.saveGroup(2, 300, [1, ...members]);
    const deep = (await appendMany(chat, group, Array<number>(300).fill(1))).map(({ msgId }) => msgId);
    const answers = await Promise.all(
      members.flatMap((uid) => {
        const own = deep.filter((_, index) => index % uid === 0);
        return [acknowledge(uid, 3, [...ids, ...own]), acknowledge(uid, 4, [ids[uid % 20] ?? 0, deep[299] ?? 0])];
      }),
    );
    expect(new Set(answers.map(({ datas }) => datas))).toEqual(new Set([1]));
    for (const [index, id] of ids.entries()) {
      const expected = members.map((user_id) => ({ user_id, status: user_id % 20 === index ? 4 : 3 }));
      expect((await statusOf(1, id)).users).toEqual(expected);
    }
    for (const index of [0, 1, 2, 12, 60, 298, 299]) {
      const expected = members.map((user_id) => ({
        user_id,
        status: index === 299 ? 4 : index % user_id === 0 ? 3 : 0,
      }));
      expect((await statusOf(1, deep[index] ?? 0)).users).toEqual(expected);
    }
  });

  it('of members far behind, who acknowledge the newest of 3,000 messages, are exact', async () => {
    const members = count(2, 60);
    await chat.client.saveGroup(2, 400, [1, ...members]);
    const deep = await appendMany(chat, inGroup(2, 400), Array<number>(3_000).fill(1));
    const newest = deep.at(-1)?.msgId ?? 0;
    const answers = await Promise.all(members.map((uid) => acknowledge(uid, uid % 2 === 0 ? 4 : 3, [newest])));
    expect(answers).toEqual(members.map(() => OK));
    expect(await statusOf(1, newest)).toMatchObject({ received: 59, read: 30 });
    expect(await statusOf(1, deep.at(-2)?.msgId ?? 0)).toMatchObject({ received: 0, read: 0 });
  });
});
