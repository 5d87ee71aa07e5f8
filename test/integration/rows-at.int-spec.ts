import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { rowsAt } from '../../src/database/rows-at.js';
import { rowPlaceholders } from '../../src/database/sql.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { store } from '../support/stores/test-database.js';

const LARGEST = Number.MAX_SAFE_INTEGER;
/** Pairs of a and b; of each (a, 1) and (a, 2) are stored. */
const STORED = Array.from({ length: 2_000 }, (_, index) => [Math.floor(index / 2) + 1, (index % 2) + 1]);

interface Pair {
  a: number;
  b: number;
}

describe('Rows that are found by tuples', () => {
  let chat: ChatApp;
  let reads: ReadStore;

  beforeAll(async () => {
    chat = await startChat();
    reads = chat.app.get(ReadStore);
    const rows = [...STORED, [LARGEST, LARGEST]];
    await chat.app.get(UnitOfWork).run(async (tx) => {
      await tx.execute('CREATE TABLE pairs (a BIGINT NOT NULL, b BIGINT NOT NULL, PRIMARY KEY (a, b))');
      await tx.execute(`INSERT INTO pairs (a, b) VALUES ${rowPlaceholders(rows.length, 2)}`, rows.flat());
      if (store === 'mysql') await tx.query('ANALYZE TABLE pairs');
    });
  });
  afterAll(() => chat.close());

  async function find(...tuples: number[][]): Promise<number[][]> {
    const { from, where, parameters } = rowsAt(reads.dialect, 'pairs p', ['a', 'b'], tuples);
    const rows = await reads.query<Pair>(`SELECT p.a, p.b FROM ${from} ${where}`, parameters);
    return rows.map(({ a, b }) => [a, b]).sort((x, y) => (x[0] ?? 0) - (y[0] ?? 0) || (x[1] ?? 0) - (y[1] ?? 0));
  }
  const unknown = Array.from({ length: 20 }, (_, index) => [index + 1, 3]);

  it.each([
    ['few', unknown.slice(0, 3)],
    ['many', unknown],
  ])('are those that are there, once each, up to the largest id, among %s', async (_, others) => {
    const wanted = [
      [5, 2],
      [LARGEST, LARGEST],
      [5, 2],
      [7, 1],
    ];
    expect(await find(...others, ...wanted)).toEqual([
      [5, 2],
      [7, 1],
      [LARGEST, LARGEST],
    ]);
    expect(await find(...others)).toEqual([]);
  });

  it('are found alike, however many are asked for', async () => {
    for (const count of [1, 7, 8, 9, 200, 999]) {
      const wanted = STORED.slice(0, count);
      expect(await find(...wanted, [1, 3])).toEqual(wanted);
    }
  });

  if (store === 'mysql') {
    it('are the only ones that are read', async () => {
      const { from, parameters } = rowsAt(reads.dialect, 'pairs p', ['a', 'b'], STORED.slice(0, 50));
      const plan = await reads.query<{ table: string; type: string; key: string | null }>(
        `EXPLAIN SELECT p.a, p.b FROM ${from}`,
        parameters,
      );
      expect(plan.find(({ table }) => table === 'p')).toMatchObject({ type: 'eq_ref', key: 'PRIMARY' });
    });
  }
});
