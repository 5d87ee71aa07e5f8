import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import { store } from '../support/stores/test-database.js';
import { type SecondServer, startSecondServer } from './support/second-server.js';

const SERVICE = 7;
const READERS = Array.from({ length: 200 }, (_, index) => index + 1);

interface Progress {
  received: number;
  read: number;
}

describe('Receipts from 200 users at once', () => {
  let chat: ChatApp;
  let second: SecondServer | undefined;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...READERS);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    datasOf(await chat.client.cms('addServiceFollowers', { service_id: SERVICE, user_id: READERS }));
    if (store === 'mysql') second = await startSecondServer(chat);
    for (const server of second ? [chat, second] : [chat])
      await Promise.all(READERS.map((uid) => server.client.token(uid)));
  });
  afterAll(async () => {
    await second?.close();
    await chat.close();
  });

  const text = (body: string) => ({ service_id: SERVICE, msg_type: 1, message: { text: body } });
  const broadcast = async (): Promise<number> =>
    datasOf(await chat.client.cms<number>('broadcastMessage', text('to all')));
  const push = async (): Promise<number> =>
    datasOf(await chat.client.cms<number>('sendMessage', { ...text('to 200'), user_id: READERS }));

  /** Half of the calls through another server, where the store takes two. */
  const acknowledge = (uid: number, call: 'Receive' | 'Read', ids: readonly number[]): Promise<Answer<number>> => {
    const { client } = uid % 2 === 0 ? chat : (second ?? chat);
    const parameters = { msg_id: ids.join(), status: call === 'Read' ? 4 : 3 };
    return client.as(uid).post<number>(`message/updateMessage${call}Status`, parameters);
  };
  const progress = async (msg_id: number): Promise<Progress> =>
    datasOf(await chat.client.get<Progress>('cms/getPushProgress', { msg_id }, { 'x-api-key': TEST_API_KEY }));
  const countReceivers = async (msg_id: number, status: number): Promise<number> => {
    const query = { msg_id, status, page_size: 1000 };
    const headers = { 'x-api-key': TEST_API_KEY };
    return datasOf(await chat.client.get<{ receivers: unknown[] }>('cms/getPushReceivers', query, headers)).receivers
      .length;
  };

  it('on one broadcast, and on one push: counters equal the receipts, and no deadlock reaches a caller', async () => {
    const ids = [await broadcast(), await push()];
    const answers = await Promise.all(
      READERS.flatMap((uid) => [
        acknowledge(uid, 'Receive', ids),
        acknowledge(uid, 'Receive', ids),
        // Two of three also read it.
        ...(uid % 3 === 0 ? [] : [acknowledge(uid, 'Read', [...ids].reverse())]),
      ]),
    );
    expect(answers.filter(({ datas }) => datas !== 1)).toEqual([]);
    const read = READERS.filter((uid) => uid % 3 !== 0).length;
    for (const id of ids) {
      expect(await progress(id)).toMatchObject({ receivers: 200, received: 200, read });
      expect(await countReceivers(id, 4)).toBe(read);
      expect(await countReceivers(id, 3)).toBe(200 - read);
      expect(await countReceivers(id, 0)).toBe(0);
    }
  });

  it('on many broadcasts in opposite orders, beside new ones and recalls', async () => {
    const ids: number[] = [];
    for (let index = 0; index < 10; index += 1) ids.push(await broadcast());
    const [recalled = 0] = ids;
    const work: Promise<Answer<number>>[] = READERS.map((uid) =>
      acknowledge(uid, 'Read', uid % 2 === 0 ? ids : [...ids].reverse()),
    );
    work.push(chat.client.cms<number>('recallMessage', { msg_id: recalled }));
    for (let index = 0; index < 5; index += 1) {
      work.push(chat.client.cms<number>('broadcastMessage', text(`meanwhile ${index}`)));
      work.push(chat.client.cms<number>('sendMessage', { ...text(`meanwhile ${index}`), user_id: READERS }));
    }
    expect((await Promise.all(work)).filter(({ datas }) => datas === undefined)).toEqual([]);
    for (const id of ids.slice(1)) expect(await progress(id)).toMatchObject({ received: 200, read: 200 });
  });
});
