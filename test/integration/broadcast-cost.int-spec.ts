import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import type { Push } from '../support/chat/user-socket.js';
import { store } from '../support/stores/test-database.js';
import { LargeAudience } from './support/large-audience.js';
import { type CountedPage, readersOf, ReceiverPages } from './support/receiver-pages.js';
import { countedDuring } from './support/row-counts.js';
import { type Statement, watchStatements } from './support/statements.js';

/** Followers of the large account, and how many of them have read; 1,000,000 and 300,000 by `npm run test:scale`. */
const FOLLOWERS = Number(process.env.TEST_FOLLOWERS ?? 20_000);
const READERS = Math.floor(FOLLOWERS * 0.3);
const PAGE = 200;
const SMALL = 10;
const LARGE = 11;
const CHANGING = 12;
const HEADERS = { 'x-api-key': TEST_API_KEY };

describe(`A broadcast to ${FOLLOWERS} followers`, () => {
  let chat: ChatApp;
  let audience: LargeAudience;
  let readers: Record<string, string>[];
  let statements: Statement[];

  beforeAll(async () => {
    chat = await startChat({ DB_POOL_SIZE: '1' });
    audience = new LargeAudience(chat);
    await audience.users(FOLLOWERS);
    const all = upTo(FOLLOWERS);
    for (const service_id of [SMALL, LARGE, CHANGING])
      datasOf(await chat.client.cms('saveServiceAccount', { service_id, nickname: 's', photo: '' }));
    datasOf(await chat.client.cms('addServiceFollowers', { service_id: SMALL, user_id: all.slice(0, 10) }));
    await audience.followers(LARGE, all);
    for (const service of [SMALL, LARGE]) await broadcast(service, 'warm-up');
    readers = await readersOf(chat, LARGE, CHANGING);
    statements = watchStatements(chat.app);
  }, 600_000);
  afterAll(() => chat.close());

  const broadcast = async (service_id: number, text: string): Promise<number> =>
    datasOf(await chat.client.cms<number>('broadcastMessage', { service_id, msg_type: 1, message: { text } }));

  const costOf = async (work: () => Promise<unknown>): Promise<string[]> => {
    statements.length = 0;
    await work();
    await new Promise((resolve) => setTimeout(resolve, 30));
    return statements.map(({ sql }) => sql);
  };

  it('costs the statements of one to ten', async () => {
    const small = await costOf(() => broadcast(SMALL, 'hello'));
    const large = await costOf(() => broadcast(LARGE, 'hello'));
    expect(small.length).toBeGreaterThan(3);
    expect(large).toEqual(small);
  });

  it.runIf(store === 'mysql')('writes under ten rows', async () => {
    const written = await countedDuring(chat.app, 'Handler_write', () => broadcast(LARGE, 'rows'));
    const updated = await countedDuring(chat.app, 'Handler_update', () => broadcast(LARGE, 'rows'));
    expect(written).toBeGreaterThan(0);
    expect(written + updated).toBeLessThan(10);
  });

  it('is in the next sync of any follower; who left before, or came after, does not see it', async () => {
    const left = Math.floor(FOLLOWERS / 2);
    await chat.client.importUsers(FOLLOWERS + 1);
    datasOf(await chat.client.cms('removeServiceFollowers', { service_id: LARGE, user_id: [left] }));
    const id = await broadcast(LARGE, 'for followers');
    datasOf(await chat.client.cms('addServiceFollowers', { service_id: LARGE, user_id: [FOLLOWERS + 1] }));
    const sees = async (uid: number): Promise<boolean> => {
      const { messages } = datasOf(await chat.client.as(uid).post<{ messages: Push[] }>('message/sync', { known: {} }));
      return messages.some(({ msg_id }) => msg_id === id);
    };
    expect(await Promise.all([1, 7, FOLLOWERS - 1, FOLLOWERS].map(sees))).toEqual([true, true, true, true]);
    expect(await Promise.all([left, FOLLOWERS + 1].map(sees))).toEqual([false, false]);
  });

  it('its receivers are paged, each page at the cost of its own rows', async () => {
    const id = await broadcast(LARGE, 'read by many');
    await audience.receipts(id, upTo(READERS), statusOf);
    for (const reader of readers) {
      const pages = new ReceiverPages(chat, id, reader);
      for (const status of [undefined, 0, 3, 4]) {
        for (const cursor of [undefined, Math.floor(READERS / 2), READERS - PAGE / 2, READERS, FOLLOWERS - 1000]) {
          const query = { page_size: PAGE, ...(status === undefined ? {} : { status }), ...(cursor ? { cursor } : {}) };
          const { receivers, examined } = await pages.page(query);
          if (examined !== undefined) expect(examined, JSON.stringify(query)).toBeLessThanOrEqual(3 * PAGE);
          for (const receiver of receivers) {
            expect(receiver.user_id).toBeGreaterThan(cursor ?? 0);
            expect(receiver.status).toBe(statusOf(receiver.user_id));
          }
        }
      }
      expect((await pages.page({ status: 4, page_size: PAGE })).receivers).toHaveLength(PAGE);
    }
    const progress = await chat.client.get('cms/getPushProgress', { msg_id: id }, HEADERS);
    expect(progress.datas).toMatchObject({ receivers: FOLLOWERS, received: READERS, read: Math.ceil(READERS / 2) });
  });

  it('its receivers are paged at that cost, too, where every second one has unfollowed since, or again and again', async () => {
    const seq = 1000;
    const all = upTo(2000);
    const [restless = 0, ...left] = all.filter((uid) => uid % 2 === 0);
    datasOf(await chat.client.cms('addServiceFollowers', { service_id: CHANGING, user_id: [FOLLOWERS] }));
    datasOf(await chat.client.cms('removeServiceFollowers', { service_id: CHANGING, user_id: [FOLLOWERS] }));
    await audience.followers(
      CHANGING,
      all.filter((uid) => uid % 2 === 1),
    );
    await audience.former(CHANGING, [
      ...left.map((uid) => ({ uid, since: 0, until: seq })),
      // The broadcast came in the last of many short times.
      ...upTo(seq).map((until) => ({ uid: restless, since: until - 1, until })),
    ]);
    await audience.setLastSeq(CHANGING, seq - 1);
    const id = await broadcast(CHANGING, 'to who comes and goes');
    await audience.receipts(id, all, statusOf);
    const expectCheap = ({ receivers, examined = 0 }: CountedPage, page_size: number): void => {
      expect(receivers.length).toBeLessThanOrEqual(page_size);
      expect(examined).toBeLessThanOrEqual(3 * page_size);
    };
    for (const reader of readers) {
      const pages = new ReceiverPages(chat, id, reader);
      for (const status of [undefined, 0]) {
        const filter = status === undefined ? {} : { status };
        expectCheap(await pages.page({ page_size: 20, ...filter }), 20);
        for (const page_size of [PAGE, 1000]) {
          const walked = await pages.all({ page_size, ...filter });
          for (const page of walked) expectCheap(page, page_size);
          const expected = all.filter((uid) => status === undefined || statusOf(uid) === status);
          expect(walked.flatMap(({ receivers }) => receivers.map(({ user_id }) => user_id))).toEqual(expected);
        }
      }
    }
  });
});

/** Of the readers every second one has read it, the others have received it. */
function statusOf(uid: number): number {
  if (uid > READERS) return 0;
  return uid % 2 === 1 ? 4 : 3;
}

/** 1 … count. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
