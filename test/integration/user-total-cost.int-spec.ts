import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { withService } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { appendMany } from '../support/rounds/append-many.js';
import { store } from '../support/stores/test-database.js';
import { countedDuring } from './support/row-counts.js';
import { watchStatements } from './support/statements.js';

const SERVICE = 7;
/** Much went between the account and the first of them, little between it and the second, nothing to the third. */
const [MUCH, LITTLE, NOTHING] = [1, 2, 3];
const OF_MUCH = { pushes: 150, written: 200 };
const OF_LITTLE = { pushes: 5, written: 3 };
/** Whose account it is, its numbers before and after, where the dialogue and the followers are and end. */
const SINGLE_ROWS = 30;
const DIRECTIONS = { received: 1, sent: 2 } as const;

/** A page behind the last one: what it costs is the total. */
describe('The total of interface 15', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat({ DB_POOL_SIZE: '1' });
    await chat.client.importUsers(MUCH, LITTLE, NOTHING);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    await fill(MUCH, OF_MUCH);
    await fill(LITTLE, OF_LITTLE);
  }, 120_000);
  afterAll(() => chat.close());

  const fill = async (uid: number, { pushes, written }: typeof OF_MUCH): Promise<void> => {
    const message = { service_id: SERVICE, msg_type: 1, message: { text: 'x' }, user_id: [uid] };
    for (let push = 0; push < pushes; push += 1) datasOf(await chat.client.cms('sendMessage', message));
    await appendMany(chat, withService(SERVICE, uid), Array<number>(written).fill(uid));
  };
  const totalOf = async (
    uid: number | undefined,
    direction: keyof typeof DIRECTIONS,
    service_id = SERVICE,
  ): Promise<number> => {
    const user = uid === undefined ? {} : { user_id: uid };
    const query = { service_id, search_type: DIRECTIONS[direction], ...user, page: 1000, page_size: 20 };
    const headers = { 'x-api-key': TEST_API_KEY };
    const answer = await chat.client.get<{ total: number; msgs: unknown[] }>('cms/getServiceMsg', query, headers);
    const { total, msgs } = datasOf(answer);
    expect(msgs).toEqual([]);
    return total;
  };

  it('without one is read off the account’s numbers: it costs the same rows, whatever the account got and sent', async () => {
    const QUIET = 8;
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: QUIET, nickname: 'q', photo: '' }));
    const message = { service_id: QUIET, msg_type: 1, message: { text: 'x' }, user_id: [LITTLE] };
    datasOf(await chat.client.cms('sendMessage', message));
    await appendMany(chat, withService(QUIET, LITTLE), [LITTLE]);
    const [sent, written] = [OF_MUCH.pushes + OF_LITTLE.pushes, OF_MUCH.written + OF_LITTLE.written];
    const counted = async (direction: keyof typeof DIRECTIONS, service_id: number) => {
      const statements = watchStatements(chat.app);
      let total = 0;
      const count = async (): Promise<void> => void (total = await totalOf(undefined, direction, service_id));
      if (store === 'mysql') return { rows: await countedDuring(chat.app, 'Handler_read', count), total };
      await count();
      // SQLite counts no rows: it reads no table of messages at all.
      expect(statements.filter(({ sql }) => /service_inbox|pushes|messages/.test(sql))).toEqual([]);
      return { rows: 0, total };
    };
    for (const [direction, total] of [['sent', sent] as const, ['received', written] as const]) {
      const [busy, quiet] = [await counted(direction, SERVICE), await counted(direction, QUIET)];
      expect([busy.total, quiet.total]).toEqual([total, 1]);
      expect(busy.rows).toBe(quiet.rows);
      expect(busy.rows).toBeLessThanOrEqual(SINGLE_ROWS);
      if (store === 'mysql') expect(busy.rows).toBeGreaterThan(0);
      console.info(`rows read for the total of what was ${direction}: ${busy.rows} of ${total}, ${quiet.rows} of 1`);
    }
  });

  it('with a user_id is exact in both directions', async () => {
    for (const [uid, { pushes, written }] of [[MUCH, OF_MUCH] as const, [LITTLE, OF_LITTLE] as const]) {
      expect(await totalOf(uid, 'sent')).toBe(pushes);
      expect(await totalOf(uid, 'received')).toBe(written);
    }
    expect(await totalOf(NOTHING, 'sent')).toBe(0);
    expect(await totalOf(NOTHING, 'received')).toBe(0);
  });

  it.runIf(store === 'mysql')(
    'with a user_id reads what stands between this user and the account, and nobody else’s',
    async () => {
      const costOf = (uid: number, direction: keyof typeof DIRECTIONS): Promise<number> =>
        countedDuring(chat.app, 'Handler_read', () => totalOf(uid, direction));
      const costs = {
        nothing: { sent: await costOf(NOTHING, 'sent'), received: await costOf(NOTHING, 'received') },
        little: { sent: await costOf(LITTLE, 'sent'), received: await costOf(LITTLE, 'received') },
        much: { sent: await costOf(MUCH, 'sent'), received: await costOf(MUCH, 'received') },
      };
      console.info(`rows read for a total: ${JSON.stringify(costs)}`);
      const { nothing, little, much } = costs;
      expect(Math.max(nothing.sent, nothing.received)).toBeLessThanOrEqual(SINGLE_ROWS);
      // What was sent is counted along the whole dialogue, what came along the user's own entries.
      expect(little.sent).toBeLessThanOrEqual(OF_LITTLE.pushes + OF_LITTLE.written + SINGLE_ROWS);
      expect(little.received).toBeLessThanOrEqual(OF_LITTLE.written + SINGLE_ROWS);
      expect(much.sent).toBeLessThanOrEqual(OF_MUCH.pushes + OF_MUCH.written + SINGLE_ROWS);
      expect(much.received).toBeLessThanOrEqual(OF_MUCH.written + SINGLE_ROWS);
    },
  );

  it('with a user_id is counted within one dialogue, along a key', async () => {
    const statements = watchStatements(chat.app);
    await totalOf(MUCH, 'sent');
    await totalOf(MUCH, 'received');
    const counts = statements.map(({ sql }) => sql).filter((sql) => sql.includes('COUNT(*)'));
    expect(counts).toHaveLength(2);
    const plans = await Promise.all(counts.map((sql) => planOf(chat, sql)));
    if (store === 'sqlite') {
      expect(plans).toEqual([
        [expect.stringMatching(/^SEARCH messages USING PRIMARY KEY \(conversation_id=\? AND seq>\? AND seq<\?\)$/)],
        [
          expect.stringMatching(
            /^SEARCH service_inbox USING COVERING INDEX ix_service_inbox_user \(service_id=\? AND user_id=\? AND no>\? AND no<\?\)$/,
          ),
        ],
      ]);
    } else expect(plans).toEqual([['range PRIMARY'], ['range ix_service_inbox_user']]);
  });
});

/** How the database goes about a statement, a line for each table. */
async function planOf({ app }: ChatApp, sql: string): Promise<string[]> {
  const reads = app.get(ReadStore);
  const parameters = Array.from(sql.matchAll(/\?/g), (_, index) => index + 1);
  if (store === 'sqlite') {
    const rows = await reads.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
    return rows.map(({ detail }) => detail);
  }
  const rows = await reads.query<{ type: string; key: string }>(`EXPLAIN ${sql}`, parameters);
  return rows.map(({ type, key }) => `${type} ${key}`);
}
