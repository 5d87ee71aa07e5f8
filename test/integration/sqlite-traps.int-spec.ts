import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { ReadStore } from '../../src/database/read-store.js';
import type { Tx } from '../../src/database/session.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { store } from '../support/stores/test-database.js';
import { gate } from './support/writing.js';

const rollBack = new Error('rolled back on purpose');

/** TypeORM as one would use it: what UnitOfWork is there for (trap A1, typeorm #1884). */
describe('TypeORM on SQLite, used naively', () => {
  let folder: string;
  let naive: DataSource;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'anlife-naive-'));
    const database = join(folder, 'naive.sqlite');
    naive = await new DataSource({ type: 'better-sqlite3', database, enableWAL: true }).initialize();
    await naive.query('CREATE TABLE notes (id INT PRIMARY KEY)');
  });
  afterAll(async () => {
    await naive.destroy();
    rmSync(folder, { recursive: true });
  });

  it("loses an acknowledged write with somebody else's rollback", async () => {
    const written = gate();
    const over = gate();
    const failing = naive.transaction(async (manager) => {
      await manager.query('INSERT INTO notes VALUES (1)');
      written.open();
      await over.opened;
      throw rollBack;
    });
    const failed = expect(failing).rejects.toThrow(rollBack);
    await written.opened;
    // Both are acknowledged before the other transaction ends.
    await naive.query('INSERT INTO notes VALUES (2)');
    await naive.transaction((manager) => manager.query('INSERT INTO notes VALUES (3)'));
    over.open();
    await failed;
    expect(await naive.query('SELECT id FROM notes')).toEqual([]);
  });
});

if (store === 'sqlite') {
  describe('The embedded store', () => {
    let chat: ChatApp;
    let unitOfWork: UnitOfWork;
    const write = (tx: Tx, id: number): Promise<number> => tx.execute('INSERT INTO notes (id) VALUES (?)', [id]);
    const ids = async (): Promise<number[]> => {
      const rows = await chat.app.get(ReadStore).query<{ id: number }>('SELECT id FROM notes ORDER BY id');
      return rows.map(({ id }) => id);
    };

    beforeAll(async () => {
      chat = await startChat();
      unitOfWork = chat.app.get(UnitOfWork);
      await unitOfWork.run(async (tx) => {
        await tx.execute('CREATE TABLE notes (id INTEGER PRIMARY KEY)');
        await tx.execute('CREATE TABLE children (id INTEGER REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)');
        // What a full disk does: the database itself ends the transaction.
        await tx.execute(`CREATE TRIGGER full_disk BEFORE INSERT ON notes WHEN NEW.id < 0
          BEGIN SELECT RAISE(ROLLBACK, 'the disk is full'); END`);
      });
    });
    afterAll(() => chat.close());

    it('keeps every write that was acknowledged beside a rollback', async () => {
      const failing = unitOfWork.run(async (tx) => {
        await write(tx, 1);
        await pause(20);
        throw rollBack;
      });
      const failed = expect(failing).rejects.toThrow(rollBack);
      await Promise.all([2, 3].map((id) => unitOfWork.run((tx) => write(tx, id))));
      await failed;
      expect(await ids()).toEqual([2, 3]);
    });

    it('goes on after a COMMIT that failed, and tells its caller 10007', async () => {
      await expect(
        unitOfWork.run((tx) => tx.execute('INSERT INTO children (id) VALUES (12345)')),
      ).rejects.toMatchObject({ code: 10007 });
      await unitOfWork.run((tx) => write(tx, 4));
      await expect(unitOfWork.run(async (tx) => write(tx, 5).then(() => Promise.reject(rollBack)))).rejects.toThrow();
      await unitOfWork.run((tx) => write(tx, 6));
      expect(await ids()).toEqual([2, 3, 4, 6]);
    });

    it('still commits after the database itself rolled a transaction back, and a plain rollback', async () => {
      await expect(unitOfWork.run((tx) => write(tx, -1))).rejects.toThrow('the disk is full');
      await unitOfWork.run((tx) => write(tx, 7));
      expect(await ids()).toEqual([2, 3, 4, 6, 7]);
      await expect(unitOfWork.run(async (tx) => write(tx, 8).then(() => Promise.reject(rollBack)))).rejects.toThrow();
      await unitOfWork.run((tx) => write(tx, 9));
      // Read over the other connection: what it sees is committed.
      expect(await ids()).toEqual([2, 3, 4, 6, 7, 9]);
    });
  });
}
