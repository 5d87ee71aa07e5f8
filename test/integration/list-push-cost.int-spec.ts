import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { LargeAudience } from './support/large-audience.js';
import { type CountedPage, readersOf, ReceiverPages } from './support/receiver-pages.js';
import { type Statement, watchStatements } from './support/statements.js';

/** Listed receivers: as many as a push may have by `npm run test:scale`. */
const LISTED = Math.min(10_000, Math.floor(Number(process.env.TEST_FOLLOWERS ?? 20_000) / 10));
const RECEIVERS = Array.from({ length: LISTED }, (_, index) => 2 * (index + 1));
const SERVICE = 10;
const PAGE = 200;
const CSV_PAGE = 1000;

/** What became of three pushes to the same users, as a status by user. */
const OUTCOMES: Record<string, (uid: number) => number> = {
  'nobody has received it': () => 0,
  'everybody has': (uid) => (uid % 4 === 0 ? 4 : 3),
  // The first half, and one in ten of the second.
  'some have': (uid) => {
    if (uid > LISTED && uid % 20 !== 0) return 0;
    return uid % 12 === 0 ? 4 : 3;
  },
};

describe(`A push to ${LISTED} listed users`, () => {
  let chat: ChatApp;
  let statements: Statement[];
  let readers: Record<string, string>[];
  const pushes = new Map<string, number>();

  beforeAll(async () => {
    chat = await startChat({ DB_POOL_SIZE: '1' });
    const audience = new LargeAudience(chat);
    await audience.users(2 * LISTED);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    for (const [name, statusOf] of Object.entries(OUTCOMES)) {
      const message = { service_id: SERVICE, msg_type: 1, message: { text: name }, user_id: RECEIVERS };
      const id = datasOf(await chat.client.cms<number>('sendMessage', message));
      await audience.receipts(id, RECEIVERS, statusOf);
      pushes.set(name, id);
    }
    readers = await readersOf(chat, SERVICE);
    statements = watchStatements(chat.app);
  }, 180_000);
  afterAll(() => chat.close());

  const filters = [undefined, 0, 3, 4];
  const cases = Object.entries(OUTCOMES).flatMap(([name, statusOf]) =>
    filters.map((status) => ({ name, statusOf, status, filter: status ?? 'all' })),
  );

  it.each(cases)('$name: pages of status $filter cost their own rows', async ({ name, statusOf, status }) => {
    const expected = expectedOf(statusOf, status);
    for (const reader of readers) {
      const pages = new ReceiverPages(chat, pushes.get(name) ?? 0, reader);
      const filter = status === undefined ? {} : { status };
      for (const page_size of [PAGE, 1000]) {
        const all = await pages.all({ page_size, ...filter });
        for (const page of all) expectCheap(page, page_size);
        expect(all.flatMap(({ receivers }) => receivers)).toMatchObject(expected);
      }
      for (const cursor of [undefined, LISTED - 20, LISTED]) {
        const page = await pages.page({ page_size: 25, ...filter, ...(cursor === undefined ? {} : { cursor }) });
        expectCheap(page, 25);
      }
      // What a page costs by itself: as one of 16.
      for (const cursor of [undefined, LISTED - 20, LISTED]) {
        const query = { page_size: 1, ...filter, ...(cursor === undefined ? {} : { cursor }) };
        const { receivers, examined = 0 } = await pages.page(query);
        const [next] = expected.filter(({ user_id }) => user_id > (cursor ?? 0));
        // Of those who have not received it there may be none within it.
        if (status !== 0 || receivers.length > 0) expect(receivers).toMatchObject(next ? [next] : []);
        expect(examined).toBeLessThanOrEqual(48);
      }
    }
  });

  it.each(cases)('$name: the CSV of status $filter costs that of its pages', async ({ name, statusOf, status }) => {
    for (const reader of readers) {
      const pages = new ReceiverPages(chat, pushes.get(name) ?? 0, reader);
      statements.length = 0;
      const { receivers, examined = 0 } = await pages.csv(status === undefined ? {} : { status: String(status) });
      const read = statements.filter(({ sql }) => /FROM push_targets|AND status = \?/.test(sql)).length;
      expect(read).toBeGreaterThan(0);
      // A page that is not full ends within a hundredth of it.
      expect(read).toBeLessThanOrEqual(Math.floor(LISTED / (0.99 * CSV_PAGE)) + 1);
      expect(examined).toBeLessThanOrEqual(3 * CSV_PAGE * read);
      expect(receivers).toEqual(expectedOf(statusOf, status));
    }
  });

  const expectCheap = ({ receivers, examined = 0 }: CountedPage, page_size: number): void => {
    expect(receivers.length).toBeLessThanOrEqual(page_size);
    expect(examined).toBeLessThanOrEqual(3 * page_size);
  };
  const expectedOf = (statusOf: (uid: number) => number, status: number | undefined) =>
    RECEIVERS.map((user_id) => ({ user_id, status: statusOf(user_id) })).filter(
      (receiver) => status === undefined || receiver.status === status,
    );
});
