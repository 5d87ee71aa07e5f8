import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { type Group, GroupCalls } from '../e2e/support/group-calls.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import { store } from '../support/stores/test-database.js';
import { type Statement, watchStatements } from './support/statements.js';

const SMALL = 10;
const LARGE = 10_000;
const [FIRST, GUEST] = [1, LARGE + 1];
const PAGE = { page: 1, page_size: 10 };
/** The server looks for bans twice a second, on the same connection: of several times the cheapest one had none of it. */
const TIMES = 5;
/** Ids and counts travel as text, and those of a larger group have some more digits; a member costs more than that. */
const DIGITS = 40;

interface Cost {
  readonly statements: readonly string[];
  /** What the database counted of its own work; nothing on SQLite. */
  readonly reads: Readonly<Record<string, number>>;
  readonly bytesSent: number;
}

const ids = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe(`A group of ${LARGE} costs what one of ${SMALL} does`, () => {
  let chat: ChatApp;
  let calls: GroupCalls;
  let statements: Statement[];
  /** Of the one connection that everything goes over. */
  let connection: unknown;
  const small: Group = { group_type: 2, group_id: 1 };
  const large: Group = { group_type: 2, group_id: 2 };

  beforeAll(async () => {
    // One connection: the session's own counters are then those of the server, and of nobody else.
    chat = await startChat({ DB_POOL_SIZE: '1', GROUP_MAX_MEMBERS: String(2 * LARGE) });
    await chat.client.importUsers(...ids(LARGE + 1));
    await chat.client.saveGroup(2, small.group_id, ids(SMALL));
    await chat.client.saveGroup(2, large.group_id, ids(LARGE));
    calls = new GroupCalls(chat.client);
    await Promise.all([FIRST, GUEST].map((uid) => chat.client.token(uid)));
    statements = watchStatements(chat.app);
    connection = await connectionId();
  }, 120_000);
  beforeEach(async () => {
    // What is remembered from then on, and the statistics that a table needs after ten thousand rows.
    for (const group of [small, large]) {
      for (const call of [calls.join(GUEST, group), calls.quit(GUEST, group)]) datasOf(await call);
      datasOf(await chat.client.as(FIRST).sendToGroup(2, group.group_id, 'warm-up'));
    }
  });
  afterAll(() => chat.close());

  const query = <Row>(sql: string): Promise<Row[]> => chat.app.get(ReadStore).query<Row>(sql);
  const connectionId = async (): Promise<unknown> =>
    store === 'sqlite' ? undefined : (await query<{ id: number }>('SELECT CONNECTION_ID() AS id'))[0]?.id;

  async function counters(): Promise<Record<string, number>> {
    if (store === 'sqlite') return {};
    const rows = await query<{ Variable_name: string; Value: string }>(
      "SHOW SESSION STATUS WHERE Variable_name LIKE 'Handler_read_%' OR Variable_name = 'Bytes_sent'",
    );
    return Object.fromEntries(rows.map(({ Variable_name, Value }) => [Variable_name, Number(Value)]));
  }

  async function measure(work: () => Promise<unknown>): Promise<Cost> {
    const before = await counters();
    statements.length = 0;
    await work();
    const sql = statements.map((statement) => statement.sql);
    const after = await counters();
    const { Bytes_sent: bytesSent = 0, ...reads } = Object.fromEntries(
      Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]),
    );
    return { statements: sql, reads, bytesSent };
  }

  /** Of what is done several times, each time undone by `undo`. */
  async function cheapest(work: () => Promise<Answer>, undo?: () => Promise<Answer>): Promise<Cost> {
    const costs: Cost[] = [];
    for (let i = 0; i < TIMES; i += 1) {
      costs.push(await measure(async () => datasOf(await work())));
      if (undo) datasOf(await undo());
    }
    const [first, ...rest] = costs;
    if (!first) throw new Error('Never done');
    return rest.reduce(
      (least, cost) =>
        cost.bytesSent < least.bytesSent || cost.statements.length < least.statements.length ? cost : least,
      first,
    );
  }

  it.each<[string, (group: Group) => Promise<Answer>, ((group: Group) => Promise<Answer>)?]>([
    ['joining', (group) => calls.join(GUEST, group), (group) => calls.quit(GUEST, group)],
    ['joining what one is in', (group) => calls.join(FIRST, group)],
    ['leaving', (group) => calls.quit(FIRST, group), (group) => calls.join(FIRST, group)],
    ['leaving what one is not in', (group) => calls.quit(GUEST, group)],
    ['sending', (group) => chat.client.as(FIRST).sendToGroup(2, group.group_id, 'hello')],
    ['counting by getGroupInfo', (group) => calls.info(FIRST, group)],
    ['counting by getUserList', (group) => calls.users(GUEST, group.group_id, 1, PAGE)],
    ['listing members by getMembers', (group) => calls.members(FIRST, group, PAGE)],
    [
      'the host app’s adding',
      (group) => chat.client.cms('addGroupMembers', { ...group, user_id: GUEST }),
      (group) => calls.quit(GUEST, group),
    ],
  ])('%s', async (_, work, undo) => {
    const few = await cheapest(() => work(small), undo && (() => undo(small)));
    const many = await cheapest(() => work(large), undo && (() => undo(large)));
    expect(few.statements.length).toBeGreaterThan(1);
    expect(many.statements).toEqual(few.statements);
    expect(many.reads).toEqual(few.reads);
    expect(Math.abs(many.bytesSent - few.bytesSent)).toBeLessThan(DIGITS);
    expect(await connectionId()).toBe(connection);
  });

  it('a page of getUserList is one query, however far behind', async () => {
    for (const page of [PAGE, { page: 500, page_size: 20 }, { page: 2_000, page_size: 20 }, {}]) {
      const { statements: sql } = await cheapest(() => calls.users(GUEST, large.group_id, 1, page));
      expect(sql.filter((text) => /group_members|conversations|chat_groups/.test(text))).toHaveLength(1);
    }
  });

  if (store === 'mysql') {
    it('what is read and sent is counted: a whole list costs what it is long', async () => {
      const [few, many] = [
        await cheapest(() => calls.users(GUEST, small.group_id, 1)),
        await cheapest(() => calls.users(GUEST, large.group_id, 1)),
      ];
      expect(many.statements).toEqual(few.statements);
      expect(many.bytesSent - few.bytesSent).toBeGreaterThan(LARGE * 10);
      const total = ({ reads }: Cost): number => Object.values(reads).reduce((sum, count) => sum + count, 0);
      expect(total(many) - total(few)).toBeGreaterThan(LARGE);
    });
  }
});
