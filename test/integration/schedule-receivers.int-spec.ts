import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScheduleReceivers } from '../../src/cms/schedules/schedule-receivers.js';
import { ScheduleRunner } from '../../src/cms/schedules/schedule-runner.js';
import { ScheduleSender } from '../../src/cms/schedules/schedule-sender.js';
import { ReadStore } from '../../src/database/read-store.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { Schedules } from '../support/chat/schedules.js';
import { type Statement, watchStatements } from './support/statements.js';

const SERVICE = 7;
const LISTED = 2_500;
const UIDS = Array.from({ length: LISTED }, (_, index) => index + 1);
const FAR = '2099-01-01 00:00:00';

describe('The receivers of what was scheduled', () => {
  let chat: ChatApp;
  let schedules: Schedules;
  let statements: Statement[];

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...UIDS);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    // Here the tests say when.
    await chat.app.get(ScheduleRunner).stop();
    statements = watchStatements(chat.app);
    schedules = new Schedules(chat.client, SERVICE);
  });
  afterAll(() => chat.close());

  const sweep = (): Promise<void> => chat.app.get(ScheduleReceivers).sweep();
  const send = (id: number): Promise<void> => chat.app.get(ScheduleSender).send(id);
  const execute = (sql: string, parameters: unknown[]): Promise<number> =>
    chat.app.get(UnitOfWork).run((tx) => tx.execute(sql, parameters));
  const rows = async (id: number): Promise<number> => {
    const sql = 'SELECT COUNT(*) AS n FROM schedule_receivers WHERE schedule_id = ?';
    return (await chat.app.get(ReadStore).query<{ n: number }>(sql, [id]))[0]?.n ?? 0;
  };
  const transactions = (): number => statements.filter(({ sql }) => /^(BEGIN|START TRANSACTION)/.test(sql)).length;

  it('stay for as long as it waits, or is being sent', async () => {
    const waiting = await schedules.plan('waits', { user_id: UIDS, send_at: FAR });
    const claimed = await schedules.plan('is being sent', { user_id: UIDS });
    await execute('UPDATE schedules SET state = 4, claimed_at = ? WHERE id = ?', [Date.now(), claimed]);
    await sweep();
    expect([await rows(waiting), await rows(claimed)]).toEqual([LISTED, LISTED]);
    await execute('UPDATE schedules SET claimed_at = NULL WHERE id = ?', [claimed]);
    await send(claimed);
    expect(await schedules.find(claimed)).toMatchObject({ state: 'sent', receivers: LISTED });
  });

  const ends: [string, (id: number) => Promise<unknown>][] = [
    ['sent', send],
    ['cancelled', (id) => schedules.cancel(id)],
    ['failed', (id) => execute('UPDATE schedules SET state = 3 WHERE id = ?', [id])],
  ];

  it.each(ends)('go once it is %s, a thousand by a transaction; their number stays', async (state, end) => {
    await sweep();
    const id = await schedules.plan(`ends as ${state}`, { user_id: UIDS });
    await end(id);
    expect(await rows(id)).toBe(LISTED);
    statements.length = 0;
    await sweep();
    expect(transactions()).toBe(3);
    expect(await rows(id)).toBe(0);
    expect(await schedules.find(id)).toMatchObject({ state, receivers: LISTED, audience: 'list' });
  });

  it('that a crash left are found by the next one who looks', async () => {
    const id = await schedules.plan('half done', { user_id: UIDS });
    await schedules.cancel(id);
    // Of three transactions the first was done.
    await execute('DELETE FROM schedule_receivers WHERE schedule_id = ? AND user_id <= 1000', [id]);
    await sweep();
    expect(await rows(id)).toBe(0);
  });

  it('of followers there are none, and nothing is looked for where nothing is over', async () => {
    const id = await schedules.plan('followers', {});
    await schedules.cancel(id);
    await sweep();
    statements.length = 0;
    await sweep();
    expect(statements).toHaveLength(1);
    expect(await schedules.find(id)).toMatchObject({ receivers: 0, audience: 'followers' });
  });

  it('go by themselves where a server runs', async () => {
    const other = await startChat();
    try {
      await other.client.importUsers(1, 2);
      datasOf(await other.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
      await new Schedules(other.client, SERVICE).plan('now', { user_id: [1, 2] });
      const left = (): Promise<object[]> => other.app.get(ReadStore).query('SELECT * FROM schedule_receivers');
      expect(await left()).toHaveLength(2);
      await expect.poll(left, { timeout: 20_000 }).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('are counted when they are stored: a list of schedules reads none of them, and 50 where nobody says', async () => {
    for (let index = 0; index < 60; index += 1)
      await schedules.plan(`${index}`, { user_id: [1, 2], send_at: FAR, client_msg_id: `many ${index}` });
    statements.length = 0;
    const page = await schedules.list({ state: 'waiting' });
    expect(page.schedules).toHaveLength(50);
    expect(page.total).toBeGreaterThan(60);
    expect(statements.filter(({ sql }) => sql.includes('schedule_receivers'))).toEqual([]);
    const next = await schedules.list({ state: 'waiting', page: 2 });
    expect(next.schedules).toHaveLength(page.total - 50);
    expect(next.schedules.at(-1)).toMatchObject({ body: '{"text":"59"}', receivers: 2 });
    expect(await schedules.list({ state: 'waiting', page: 2 ** 53 - 1, page_size: 1000 })).toEqual({
      total: page.total,
      schedules: [],
    });
  });
});
