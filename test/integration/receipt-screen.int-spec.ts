import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { TimelineReader } from '../../src/timeline/timeline-reader.js';
import { inGroup } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { appendMany } from '../support/rounds/append-many.js';

const [SENDER, MEMBER, STRANGER, PAST, BAD] = [1, 2, 3, 4, 5];

describe('Receipts that are looked up together', () => {
  let chat: ChatApp;
  /** Of group 1, before and after PAST left it, and of group 2. */
  let ids: number[];

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(SENDER, MEMBER, STRANGER, PAST, BAD);
    await chat.client.saveGroup(1, 1, [SENDER, MEMBER, PAST, BAD]);
    await chat.client.saveGroup(1, 2, [SENDER, MEMBER, BAD]);
    const append = async (group: number): Promise<number> =>
      (await appendMany(chat, inGroup(1, group), [SENDER]))[0]?.msgId ?? 0;
    const before = await append(1);
    await chat.client.removeMembers(1, 1, [PAST]);
    ids = [before, await append(1), await append(2)];
    await Promise.all([SENDER, MEMBER, STRANGER, PAST, BAD].map((uid) => chat.client.token(uid)));
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => chat.close());

  const acknowledge = (uid: number) =>
    chat.client.as(uid).post('message/updateMessageReceiveStatus', { msg_id: ids, status: 3 });

  it('mark for each caller what they may see, and nothing that only another of them may', async () => {
    const reader = chat.app.get(TimelineReader);
    const together = vi.spyOn(reader, 'locateEach');
    const [member, stranger, past] = await Promise.all([MEMBER, STRANGER, PAST].map(acknowledge));
    expect(Math.max(...together.mock.calls.map(([named]) => named.length))).toBeGreaterThan(1);
    expect(member).toHaveProperty('datas');
    expect(stranger?.error_code).toBe(20002);
    expect(past).toHaveProperty('datas');
    const received = await Promise.all(
      ids.map(async (msg_id) => {
        const status = await chat.client
          .as(SENDER)
          .get<{ users: { user_id: number; status: number }[] }>('message/getMessageStatus', { msg_id });
        return datasOf(status).users.filter(({ status: code }) => code === 3);
      }),
    );
    const of = (...uids: number[]): object[] => uids.map((user_id) => ({ user_id, status: 3 }));
    expect(received).toEqual([of(MEMBER, PAST), of(MEMBER), of(MEMBER)]);
  });

  it('fail alone, where one of them is the cause', async () => {
    const reader = chat.app.get(TimelineReader);
    const locateEach = reader.locateEach.bind(reader);
    vi.spyOn(reader, 'locateEach').mockImplementation((named) =>
      named.some(({ uid }) => uid === BAD) ? Promise.reject(new Error('a bad row')) : locateEach(named),
    );
    const answers = await Promise.all([MEMBER, BAD, PAST].map(acknowledge));
    expect(answers.map(({ error_code }) => error_code)).toEqual([undefined, 10500, undefined]);
  });
});
