import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { chunks, eachChunk, rowPlaceholders } from '../../src/database/sql.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { OperatorClient } from '../e2e/support/operators.js';
import { store } from '../support/stores/test-database.js';
import { type Statement, watchStatements } from './support/statements.js';

interface Log {
  readonly total: number;
  readonly entries: readonly { readonly detail: Record<string, unknown> }[];
  readonly next_cursor: string | null;
}

describe('A long audit log', () => {
  const COUNTED = 10_000;
  const ENTRIES = COUNTED + 120;
  const [MANY, FEW] = [3_000, 5];
  let chat: ChatApp;
  let boss: OperatorClient;
  let statements: Statement[];

  beforeAll(async () => {
    // One connection: what its session did is what the server did.
    chat = await startChat({ DB_POOL_SIZE: '1' });
    boss = await OperatorClient.create(chat.client, 'boss', 'admin');
    // As many as years leave behind; two of each millisecond.
    const rows = Array.from({ length: ENTRIES }, (_, index) => [
      1_000_000 + index,
      1_000_000 + Math.floor(index / 2),
      index % 3 === 0 ? 'anna' : 'bert',
      'saveServiceAccount',
      index % 100,
      JSON.stringify({ index }),
      '',
      '',
      1,
    ]);
    // Older ones: what is frequent by itself, and hardly ever together.
    const together: [number, string, string, number][] = [
      [MANY, 'carl', 'addServiceFollowers', 500],
      [MANY, 'dora', 'removeServiceFollowers', 501],
      [FEW, 'carl', 'removeServiceFollowers', 502],
      [FEW, 'dora', 'addServiceFollowers', 500],
      [FEW, 'emil', 'removeServiceFollowers', 500],
      [MANY, 'finn', 'addServiceFollowers', 510],
      [MANY, 'finn', 'removeServiceFollowers', 511],
      [MANY, 'gina', 'removeServiceFollowers', 510],
      [FEW, 'finn', 'removeServiceFollowers', 510],
    ];
    for (const [count, actor, action, service] of together) {
      for (let left = count; left > 0; left -= 1) {
        rows.push([rows.length, rows.length, actor, action, service, '{}', '', '', 1]);
      }
    }
    await chat.app.get(UnitOfWork).run((tx) =>
      eachChunk(chunks(rows, 1000), (part) =>
        tx.execute(
          `INSERT INTO cms_audit (id, at, actor, action, service_id, detail, address, request_id, outcome)
           VALUES ${rowPlaceholders(part.length, 9)}`,
          part.flat(),
        ),
      ),
    );
    if (store === 'mysql') await chat.app.get(ReadStore).query('ANALYZE TABLE cms_audit');
    statements = watchStatements(chat.app);
  });
  afterAll(() => chat.close());

  const read = async (query: Record<string, unknown> = {}): Promise<Log> =>
    datasOf(await boss.get<Log>('getAuditLog', query));
  const indexes = ({ entries }: Log): unknown[] => entries.map(({ detail }) => detail['index']);

  it('is 50 entries without page_size, whatever the page', async () => {
    const first = await read({ actor: 'bert' });
    expect(first.entries).toHaveLength(50);
    const second = await read({ actor: 'bert', page: 2 });
    expect(indexes(second)).toEqual(indexes(await read({ actor: 'bert', page_size: 100 })).slice(50));
  });

  it('counts to 10,000, and pages no further: a cursor does', async () => {
    expect((await read()).total).toBe(COUNTED);
    expect((await read({ actor: 'anna' })).total).toBe(Math.ceil(ENTRIES / 3));
    expect((await read({ page: 10, page_size: 1000 })).entries).toHaveLength(1000);
    const beyond = await boss.get('getAuditLog', { page: 11, page_size: 1000 });
    expect(beyond).toMatchObject({ error_code: 10000, error_msg: '参数错误：page' });
    expect((await read({ actor: 'anna', page: 2 ** 53 - 1, page_size: 1000 })).entries).toEqual([]);

    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await read({ action: 'saveServiceAccount', page_size: 1000, ...(cursor ? { cursor } : {}) });
      seen.push(...indexes(page));
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(Array.from({ length: ENTRIES }, (_, index) => ENTRIES - 1 - index));
  });

  it('pages on from a cursor', async () => {
    const { next_cursor: cursor } = await read({ service_id: 7, page_size: 10 });
    const all = await read({ service_id: 7, page_size: 1000 });
    expect(indexes(await read({ service_id: 7, page_size: 10, page: 3, cursor }))).toEqual(indexes(all).slice(30, 40));
    expect(all).toMatchObject({ total: 102, next_cursor: null });
    for (const bad of ['1', '1-', '-1', '0-1', '1-01', `9${'9'.repeat(15)}-1`])
      expect(await boss.get('getAuditLog', { cursor: bad })).toMatchObject({
        error_code: 10000,
        error_msg: '参数错误：cursor',
      });
  });

  /** Of MariaDB, how many rows its one session has read. */
  const rowsRead = async (): Promise<number> => {
    const rows = await chat.app.get(ReadStore).query<{ Value: string }>("SHOW SESSION STATUS LIKE 'Handler_read%'");
    return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
  };
  const filters: [string, Record<string, unknown>][] = [
    ['nothing', {}],
    ['person', { actor: 'anna' }],
    ['call', { action: 'saveServiceAccount' }],
    ['account', { service_id: 7 }],
    ['person, from a cursor', { actor: 'bert', cursor: '1003000-1006000' }],
    ['time', { to: '1970-01-01 08:16:43' }],
    ['person and call', { actor: 'carl', action: 'removeServiceFollowers' }],
    ['account and person', { service_id: 500, actor: 'dora' }],
    ['account and call', { service_id: 500, action: 'removeServiceFollowers' }],
    ['account, person and call', { service_id: 510, actor: 'finn', action: 'removeServiceFollowers' }],
    [
      'account, person and call, from a cursor',
      { service_id: 511, actor: 'finn', action: 'removeServiceFollowers', cursor: '20000-20000' },
    ],
  ];

  it.runIf(store === 'sqlite').each(filters)('is read along an index that has its order, by %s', async (_, filter) => {
    statements.length = 0;
    await read({ ...filter, page_size: 20 });
    const [page] = statements.filter(({ sql }) => sql.includes('FROM cms_audit') && sql.includes('ORDER BY'));
    if (page === undefined) throw new Error('The page was not read');
    const values = Array<number>(page.sql.split('?').length - 1).fill(1);
    const plan = JSON.stringify(await chat.app.get(ReadStore).query(`EXPLAIN QUERY PLAN ${page.sql}`, values));
    expect(plan).toMatch(/SEARCH .*ix_cms_audit_|SCAN .*ix_cms_audit_at/);
    for (const column of ['service_id', 'actor', 'action']) if (column in filter) expect(plan).toContain(`${column}=?`);
    expect(plan).not.toMatch(/TEMP B-TREE/);
  });

  it.runIf(store === 'mysql').each(filters)(
    'reads a page, and counts no further than 10,000, by %s',
    async (_, filter) => {
      const before = await rowsRead();
      const idle = (await rowsRead()) - before;
      const { total } = await read({ ...filter, page_size: 20 });
      // What is counted is read twice: found, and counted where it was put.
      expect((await rowsRead()) - before - 2 * idle).toBeLessThan(2 * total + 200);
    },
  );
});
