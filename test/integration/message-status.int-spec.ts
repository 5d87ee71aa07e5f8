import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AudienceRepository } from '../../src/groups/audience.repository.js';
import { ProgressCounter } from '../../src/messaging/receipts/progress-counter.js';
import { MarksReader } from '../../src/messaging/receipts/marks-reader.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';

interface Status {
  receivers: number;
  received: number;
  read: number;
  users: { user_id: number; status: number }[];
}

const MEMBERS = Array.from({ length: 300 }, (_, index) => index + 1);

describe('getMessageStatus', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...MEMBERS);
    await chat.client.saveGroup(1, 7, MEMBERS);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: 7, nickname: 'news', photo: '' }));
  });
  afterAll(() => chat.close());

  const statusOf = async (uid: number, query: object): Promise<Status> =>
    datasOf(await chat.client.as(uid).get<Status>('message/getMessageStatus', { ...query }));

  it('names the official account as the receiver of what is sent to it', async () => {
    const toAccount = { to_uid: 7, send_type: 2, message: { msg_type: '1', body: { text: 'hello' } } };
    // A user who has the number of the account, too.
    for (const uid of [1, 7]) {
      const msg_id = datasOf(await chat.client.as(uid).post<number>('message/sendMessage', toAccount));
      expect(await statusOf(uid, { msg_id })).toEqual({
        msg_id,
        receivers: 1,
        received: 0,
        read: 0,
        users: [{ user_id: 7, status: 0 }],
      });
    }
  });

  it('has pages without the sender, with the counts of all on each', async () => {
    const msg_id = datasOf(await chat.client.as(5).sendToGroup(1, 7, 'hello'));
    for (const uid of [1, 2, 300]) {
      datasOf(await chat.client.as(uid).post('message/updateMessageReceiveStatus', { msg_id, status: 3 }));
    }
    datasOf(await chat.client.as(2).post('message/updateMessageReadStatus', { msg_id, status: 4 }));
    const counts = { receivers: 299, received: 3, read: 1 };
    const first = await statusOf(5, { msg_id, page: 1, page_size: 5 });
    expect(first).toMatchObject(counts);
    expect(first.users).toEqual([
      { user_id: 1, status: 3 },
      { user_id: 2, status: 4 },
      { user_id: 3, status: 0 },
      { user_id: 4, status: 0 },
      { user_id: 6, status: 0 },
    ]);
    const last = await statusOf(5, { msg_id, page: 60, page_size: 5 });
    expect(last).toMatchObject({ ...counts, users: [{ user_id: 297 }, { user_id: 298 }, { user_id: 299 }, {}] });
    expect(last.users.at(-1)).toEqual({ user_id: 300, status: 3 });
    expect(await statusOf(5, { msg_id, page: 61, page_size: 5 })).toMatchObject({ ...counts, users: [] });
    const all = await statusOf(5, { msg_id });
    expect(all).toMatchObject(counts);
    expect(all.users).toHaveLength(299);
  });

  it('reads for a page no more users than it shows', async () => {
    const msg_id = datasOf(await chat.client.as(5).sendToGroup(1, 7, 'hello'));
    // The counts of all are another matter.
    vi.spyOn(chat.app.get(ProgressCounter), 'count').mockResolvedValue(new Map());
    const audience = vi.spyOn(chat.app.get(AudienceRepository), 'findAudience');
    const marks = vi.spyOn(chat.app.get(MarksReader), 'findMarks');
    expect((await statusOf(5, { msg_id, page: 3, page_size: 10 })).users).toHaveLength(10);
    expect(await audience.mock.results[0]?.value).toHaveLength(10);
    expect(marks.mock.calls.map(([, uids]) => uids.length)).toEqual([10]);
    vi.restoreAllMocks();
  });
});
