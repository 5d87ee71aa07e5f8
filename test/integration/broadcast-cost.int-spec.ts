import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import type { Tx } from '../../src/database/session.js';
import { chunks, rowPlaceholders } from '../../src/database/sql.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import type { Push } from '../support/chat/user-socket.js';
import { store } from '../support/stores/test-database.js';
import { type Statement, watchStatements } from './support/statements.js';

/** Followers of the large account, and how many of them have read; 1,000,000 and 300,000 by `npm run test:scale`. */
const FOLLOWERS = Number(process.env.TEST_FOLLOWERS ?? 20_000);
const READERS = Math.floor(FOLLOWERS * 0.3);
const PAGE = 200;
const SMALL = 10;
const LARGE = 11;
/** Single rows that say whose push it is, and where its broadcasts stand. */
const OVERHEAD = 10;
const HEADERS = { 'x-api-key': TEST_API_KEY };

interface Receivers {
  receivers: { user_id: number; status: number }[];
  next_cursor: number | null;
}

describe(`A broadcast to ${FOLLOWERS} followers`, () => {
  let chat: ChatApp;
  let statements: Statement[];

  beforeAll(async () => {
    // One connection: what its session did is what the server did.
    chat = await startChat({ DB_POOL_SIZE: '1' });
    await chat.client.importUsers(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    for (const service_id of [SMALL, LARGE])
      datasOf(await chat.client.cms('saveServiceAccount', { service_id, nickname: 's', photo: '' }));
    const small = Array.from({ length: 10 }, (_, index) => index + 1);
    datasOf(await chat.client.cms('addServiceFollowers', { service_id: SMALL, user_id: small }));
    await makeFollowers(chat, LARGE, FOLLOWERS);
    for (const service of [SMALL, LARGE]) await broadcast(service, 'warm-up');
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

  /** Of MariaDB, what its one session counts of a kind. */
  const handlers = async (prefix: string): Promise<number> => {
    const rows = await chat.app
      .get(ReadStore)
      .query<{ Variable_name: string; Value: string }>(`SHOW SESSION STATUS LIKE '${prefix}%'`);
    return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
  };
  const countedDuring = async (prefix: string, work: () => Promise<unknown>): Promise<number> => {
    const before = await handlers(prefix);
    const idle = (await handlers(prefix)) - before;
    await work();
    return (await handlers(prefix)) - before - 2 * idle;
  };

  it('costs the statements of one to ten', async () => {
    const small = await costOf(() => broadcast(SMALL, 'hello'));
    const large = await costOf(() => broadcast(LARGE, 'hello'));
    expect(small.length).toBeGreaterThan(3);
    expect(large).toEqual(small);
  });

  it.runIf(store === 'mysql')('writes under ten rows', async () => {
    const written = await countedDuring('Handler_write', () => broadcast(LARGE, 'rows'));
    const updated = await countedDuring('Handler_update', () => broadcast(LARGE, 'rows'));
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
    await makeReaders(chat, id, READERS);
    const page = async (query: object): Promise<Receivers> =>
      datasOf(
        await chat.client.get<Receivers>('cms/getPushReceivers', { msg_id: id, page_size: PAGE, ...query }, HEADERS),
      );
    for (const status of [undefined, 0, 3, 4]) {
      for (const cursor of [undefined, Math.floor(READERS / 2), READERS, FOLLOWERS - 1000]) {
        const query = { ...(status === undefined ? {} : { status }), ...(cursor === undefined ? {} : { cursor }) };
        let answer: Receivers | undefined;
        const read = async (): Promise<void> => void (answer = await page(query));
        if (store === 'mysql') {
          const examined = await countedDuring('Handler_read', read);
          expect(examined, JSON.stringify(query)).toBeLessThanOrEqual(3 * PAGE + OVERHEAD);
        } else await read();
        for (const receiver of answer?.receivers ?? []) {
          expect(receiver.user_id).toBeGreaterThan(cursor ?? 0);
          expect(receiver.status).toBe(statusOf(receiver.user_id));
        }
      }
    }
    const first = await page({ status: 4 });
    expect(first.receivers).toHaveLength(PAGE);
    const progress = await chat.client.get('cms/getPushProgress', { msg_id: id }, HEADERS);
    expect(progress.datas).toMatchObject({ receivers: FOLLOWERS, received: READERS, read: Math.ceil(READERS / 2) });
  });
});

/** Of the readers every second one has read it, the others have received it. */
function statusOf(uid: number): number {
  if (uid > READERS) return 0;
  return uid % 2 === 1 ? 4 : 3;
}

async function inChunks(chat: ChatApp, count: number, insert: (tx: Tx, uids: readonly number[]) => Promise<unknown>) {
  const uids = Array.from({ length: count }, (_, index) => index + 1);
  for (const part of chunks(uids, 2000)) await chat.app.get(UnitOfWork).run((tx) => insert(tx, part));
}

/** Users 1 … count, all of them followers: straight into the tables, as a million calls would leave them. */
async function makeFollowers(chat: ChatApp, serviceId: number, count: number): Promise<void> {
  await inChunks(chat, count, (tx, uids) =>
    tx.execute(
      `${tx.dialect.insertIgnore} INTO users (id, nickname, photo, created_at, updated_at)
       VALUES ${rowPlaceholders(uids.length, 5)}`,
      uids.flatMap((uid) => [uid, `user ${uid}`, '', 1, 1]),
    ),
  );
  const [group] = await chat.app
    .get(ReadStore)
    .query<{ id: number }>('SELECT id FROM conversations WHERE conversation_key = ?', [`g:4:${serviceId}`]);
  await inChunks(chat, count, (tx, uids) =>
    tx.execute(
      `INSERT INTO group_members (conversation_id, user_id, role, since_seq, joined_no, joined_at)
       VALUES ${rowPlaceholders(uids.length, 6)}`,
      uids.flatMap((uid) => [group?.id, uid, 0, 0, uid, 1]),
    ),
  );
  await chat.app
    .get(UnitOfWork)
    .run((tx) =>
      tx.execute('UPDATE conversations SET member_count = ?, joins = ?, members_version = 1 WHERE id = ?', [
        count,
        count,
        group?.id,
      ]),
    );
}

async function makeReaders(chat: ChatApp, pushId: number, count: number): Promise<void> {
  await inChunks(chat, count, (tx, uids) =>
    tx.execute(
      `INSERT INTO push_receipts (push_id, user_id, status, received_at, read_at) VALUES ${rowPlaceholders(uids.length, 5)}`,
      uids.flatMap((uid) => [pushId, uid, statusOf(uid), 1, statusOf(uid) === 4 ? 2 : null]),
    ),
  );
  await chat.app
    .get(UnitOfWork)
    .run((tx) =>
      tx.execute('UPDATE pushes SET received_count = ?, read_count = ? WHERE id = ?', [
        count,
        Math.ceil(count / 2),
        pushId,
      ]),
    );
}
