import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import type { Tx } from '../../src/database/session.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { mysqlServer, store } from '../support/stores/test-database.js';
import { type Statement, watchStatements } from './support/statements.js';
import { gate } from './support/writing.js';

/** More than the pool has connections. */
const MANY = 40;
const isMysql = store === 'mysql';

describe('Statements of one transaction', () => {
  let chat: ChatApp;
  let unitOfWork: UnitOfWork;
  let statements: Statement[];

  beforeAll(async () => {
    chat = await startChat();
    unitOfWork = chat.app.get(UnitOfWork);
    await unitOfWork.run((tx) => tx.execute('CREATE TABLE notes (id INT PRIMARY KEY, note VARCHAR(20) NOT NULL)'));
    await chat.client.importUsers(1, 2);
    datasOf(await chat.client.as(1).send(2, 'first'));
    statements = watchStatements(chat.app);
  });
  beforeEach(async () => {
    await unitOfWork.run((tx) => tx.execute('DELETE FROM notes'));
    statements.length = 0;
  });
  afterAll(() => chat.close());

  const write = (tx: Tx, id: number, note: string | null = 'note'): Promise<void> =>
    tx.executeLater('INSERT INTO notes (id, note) VALUES (?, ?)', [id, note]);
  const ids = async (): Promise<number[]> => {
    const rows = await chat.app.get(ReadStore).query<{ id: number }>('SELECT id FROM notes ORDER BY id');
    return rows.map(({ id }) => id);
  };
  const trips = (): number => new Set(statements.map(({ trip }) => trip)).size;

  it('are answered each with its own, in the order in which they were asked for', async () => {
    const answers = await unitOfWork.run(async (tx) => {
      await write(tx, 1, "it's; one\n");
      return Promise.all([
        tx.query<{ note: string }>('SELECT note FROM notes WHERE id = ?', [1]),
        tx.execute('UPDATE notes SET note = ? WHERE id IN (?, ?)', ['two', 1, 2]),
        tx.query<{ note: string }>('SELECT note FROM notes WHERE id = ?', [1]),
        tx.query('SELECT note FROM notes WHERE id = ?', [3]),
      ]);
    });
    expect(answers).toEqual([[{ note: "it's; one\n" }], 1, [{ note: 'two' }], []]);
    expect(statements.map(({ sql }) => sql.split(' ')[0])).toEqual([
      isMysql ? 'START' : 'BEGIN',
      'INSERT',
      'SELECT',
      'UPDATE',
      'SELECT',
      'SELECT',
      'COMMIT',
    ]);
    if (isMysql) expect(trips()).toBe(2);
  });

  it('wait for COMMIT where nobody asks what they did', async () => {
    await unitOfWork.run(async (tx) => {
      await write(tx, 1);
      await write(tx, 2);
    });
    expect(await ids()).toEqual([1, 2]);
    if (isMysql) expect(new Set(statements.slice(0, -1).map(({ trip }) => trip)).size).toBe(1);
  });

  it.each<[string, number, string | null]>([
    ['a key that is there already', 1, 'again'],
    ['data that are not for that column', 3, null],
    // SQLite takes texts of any length.
    ...(isMysql ? [['a text that is too long', 3, 'x'.repeat(21)] as [string, number, string]] : []),
  ])('beside COMMIT: %s is what it is, nothing is stored, and the connection serves the next', async (_, id, note) => {
    await unitOfWork.run((tx) => write(tx, 1));
    for (let turn = 0; turn < MANY; turn += 1) {
      const failing = unitOfWork.run(async (tx) => {
        await write(tx, 2);
        await write(tx, id, note);
      });
      // No AppError: who knows what to do repeats it, or runs it row by row.
      await expect(failing).rejects.toMatchObject({ name: 'QueryFailedError' });
    }
    expect(await ids()).toEqual([1]);
    await unitOfWork.run((tx) => write(tx, 4));
    expect(await ids()).toEqual([1, 4]);
  });

  it('beside COMMIT: what the database does not understand is told as it is', async () => {
    const failing = unitOfWork.run((tx) => tx.executeLater('INSERT INTO notes (nothing) VALUES (1)'));
    await expect(failing).rejects.toMatchObject({ name: 'QueryFailedError' });
    expect(await ids()).toEqual([]);
  });

  it('are all refused once one has failed, whoever hears of it', async () => {
    if (!isMysql) return expect(store).toBe('sqlite');
    const failing = unitOfWork.run(async (tx) => {
      await write(tx, 1);
      await write(tx, 1);
      await tx.query('SELECT id FROM notes').catch(() => undefined);
      await write(tx, 2);
    });
    await expect(failing).rejects.toMatchObject({ code: 'ER_DUP_ENTRY' });
    expect(await ids()).toEqual([]);
  });

  it('go nowhere once the transaction is over', async () => {
    if (!isMysql) return expect(store).toBe('sqlite');
    let left: Tx | undefined;
    await unitOfWork.run(async (tx) => {
      left = tx;
      await write(tx, 1);
    });
    await expect(left?.execute('INSERT INTO notes (id, note) VALUES (2, ?)', ['late'])).rejects.toThrow('is over');
    let failed: Tx | undefined;
    const failing = unitOfWork.run((tx) => {
      failed = tx;
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    await expect(failed?.query('SELECT 1')).rejects.toThrow('was rolled back');
    expect(await ids()).toEqual([1]);
  });

  it('do not pile up: what is too much for one packet goes out before', async () => {
    const count = 1_000;
    await unitOfWork.run(async (tx) => {
      for (let id = 1; id <= count; id += 1)
        await tx.executeLater('INSERT INTO notes (id, note) VALUES (?, ?)', [id, 'x'.repeat(20)]);
    });
    expect((await ids()).length).toBe(count);
    await unitOfWork.run(async (tx) => {
      for (let id = 1; id <= count; id += 1)
        await tx.executeLater(`UPDATE notes SET note = ? WHERE id = ?${' '.repeat(1_000)}`, ['y', id]);
    });
    const [row] = await chat.app
      .get(ReadStore)
      .query<{ count: number }>("SELECT COUNT(*) AS count FROM notes WHERE note = 'y'");
    expect(row?.count).toBe(count);
    if (isMysql) for (const { size } of statements) expect(size).toBeLessThan(600 * 1024);
  });

  if (isMysql) {
    it('beside COMMIT that deadlock are repeated from BEGIN', async () => {
      await unitOfWork.run((tx) => Promise.all([write(tx, 1), write(tx, 2)]));
      const touch = 'UPDATE notes SET note = CONCAT(note, ?) WHERE id = ?';
      const met = { one: gate(), other: gate() };
      let attempts = 0;
      const both = (name: 'one' | 'other', first: number, second: number): Promise<void> =>
        unitOfWork.run(async (tx) => {
          attempts += 1;
          await tx.execute(touch, ['!', first]);
          met[name].open();
          await Promise.all([met.one.opened, met.other.opened]);
          await tx.executeLater(touch, ['!', second]);
        });
      await Promise.all([both('one', 1, 2), both('other', 2, 1)]);
      expect(attempts).toBe(3);
      const rows = await chat.app.get(ReadStore).query<{ note: string }>('SELECT note FROM notes');
      expect(rows.map(({ note }) => note)).toEqual(['note!!', 'note!!']);
    });
  }

  it('are none where nothing was asked for', async () => {
    await unitOfWork.run(() => Promise.resolve());
    if (isMysql) expect(statements).toEqual([]);
  });

  it('of a send are two round trips, and none for the guard', async () => {
    datasOf(await chat.client.as(1).send(2, 'hello'));
    if (isMysql) {
      expect(trips()).toBe(2);
      // Before anything that the rules read.
      expect(statements[1]?.sql).toContain('FOR UPDATE');
    }
    expect(statements.map(({ sql }) => sql.split(' ')[0])).toEqual([
      isMysql ? 'START' : 'BEGIN',
      'SELECT',
      'SELECT',
      'SELECT',
      'INSERT',
      'UPDATE',
      'COMMIT',
    ]);
  });

  if (isMysql) {
    it('beside COMMIT that go down with their connection are a 10007: nobody knows', async () => {
      const cut = unitOfWork.run(async (tx) => {
        const [row] = await tx.query<{ id: number }>('SELECT CONNECTION_ID() AS id');
        await write(tx, 5);
        const other = await createConnection(mysqlServer().url());
        await other.query(`KILL CONNECTION ${row?.id}`);
        await other.end();
      });
      await expect(cut).rejects.toMatchObject({ code: 10007 });
      expect(await ids()).toEqual([]);
    });
  }
});
