import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { AppError } from '../../src/common/errors/app-error.js';
import { ReadStore } from '../../src/database/read-store.js';
import { Store } from '../../src/database/store.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';

const MANY = Array.from({ length: 500 }, (_, index) => index);

describe('A small pool', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat({ DB_POOL_SIZE: '4' });
    await chat.app.get(UnitOfWork).run((tx) => tx.execute('CREATE TABLE notes (id INT PRIMARY KEY)'));
  });
  afterAll(() => chat.close());

  /** What each was told, and how long the slowest of them waited. */
  async function storm(work: (id: number) => Promise<unknown>): Promise<{ told: (number | 'ok')[]; slowest: number }> {
    const start = performance.now();
    const told = await Promise.all(
      MANY.map((id) =>
        work(id).then(
          () => 'ok' as const,
          (error: unknown) => (error instanceof AppError ? error.code : 0),
        ),
      ),
    );
    return { told, slowest: performance.now() - start };
  }

  it('500 concurrent transactions are all answered within 3 s, ok or 10007', async () => {
    const { told, slowest } = await storm((id) =>
      chat.app.get(UnitOfWork).run(async (tx) => {
        await tx.execute('INSERT INTO notes (id) VALUES (?)', [id]);
        await pause(20);
        await tx.query('SELECT id FROM notes WHERE id = ?', [id]);
      }),
    );
    expect(slowest).toBeLessThan(3_000);
    expect(new Set(told)).toEqual(new Set(['ok', 10007]));
    // Exactly what was told is what is there.
    const rows = await chat.app.get(ReadStore).query<{ id: number }>('SELECT id FROM notes ORDER BY id');
    expect(rows.map(({ id }) => id)).toEqual(MANY.filter((id) => told[id] === 'ok'));
  });

  it('500 concurrent reads are all answered within 3 s, ok or 10007', async () => {
    const { told, slowest } = await storm(() => chat.app.get(ReadStore).query('SELECT id FROM notes'));
    expect(slowest).toBeLessThan(3_000);
    expect(told.filter((answer) => answer !== 'ok' && answer !== 10007)).toEqual([]);
    expect(told).toContain('ok');
  });

  it('is busy, not out of reach: /readyz says so', async () => {
    const storming = storm((id) =>
      chat.app.get(UnitOfWork).run((tx) => tx.query('SELECT ?', [id]).then(() => pause(300))),
    );
    for (let look = 0; look < 5; look += 1) {
      const answer = await fetch(`${chat.client.url}/readyz`);
      expect([answer.status, await answer.json()]).toEqual([200, { status: 'ready', database: 'up' }]);
    }
    expect((await storming).told).toContain(10007);
  });

  it('is ready for all who ask at once, however many', async () => {
    const asking = MANY.slice(0, 100).map(() => fetch(`${chat.client.url}/readyz`));
    const statuses = (await Promise.all(asking)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    await expect(Promise.all(MANY.map(() => chat.app.get(Store).ping()))).resolves.toHaveLength(MANY.length);
  });

  it('serves as before when the storm is over', async () => {
    for (const id of MANY.slice(0, 20)) {
      await chat.app.get(UnitOfWork).run((tx) => tx.execute('INSERT INTO notes (id) VALUES (?)', [1000 + id]));
    }
    expect((await chat.client.cms('importUsers', { users: [{ user_id: 1, nickname: 'x', photo: '' }] })).datas).toBe(1);
  });
});
