import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import type { Tx } from '../../src/database/session.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { defineEvent, EventBus } from '../../src/events/event-bus.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { mysqlServer, store } from '../support/stores/test-database.js';

const noted = defineEvent<string>('test.noted');

/** What the server does not know it must not repeat: only the caller, with its client_msg_id, may. */
describe('A transaction that loses its database', () => {
  let chat: ChatApp;
  let unitOfWork: UnitOfWork;
  let attempts = 0;
  const heard: string[] = [];

  beforeAll(async () => {
    chat = await startChat();
    unitOfWork = chat.app.get(UnitOfWork);
    chat.app.get(EventBus).subscribe(noted, (note) => heard.push(note));
    await unitOfWork.run((tx) => tx.execute('CREATE TABLE notes (note VARCHAR(20) PRIMARY KEY)'));
    // What it refers to is looked at by SQLite's COMMIT only.
    if (store === 'sqlite')
      await unitOfWork.run((tx) =>
        tx.execute('CREATE TABLE marks (note VARCHAR(20) REFERENCES notes (note) DEFERRABLE INITIALLY DEFERRED)'),
      );
  });
  beforeEach(() => {
    attempts = 0;
    heard.length = 0;
  });
  afterAll(() => chat.close());

  async function note(tx: Tx, text: string): Promise<void> {
    attempts += 1;
    await tx.execute('INSERT INTO notes (note) VALUES (?)', [text]);
    tx.emit(noted, text);
  }
  const notes = (): Promise<unknown[]> => chat.app.get(ReadStore).query('SELECT note FROM notes');

  /** Ends the transaction's connection behind its back, as a restart or a proxy does. */
  async function cut(tx: Tx): Promise<void> {
    const [row] = await tx.query<{ id: number }>('SELECT CONNECTION_ID() AS id');
    const other = await createConnection(mysqlServer().url());
    await other.query(`KILL CONNECTION ${row?.id}`);
    await other.end();
  }

  it('a COMMIT that failed or went unanswered is a 10007, is not repeated and publishes nothing', async () => {
    const committing = unitOfWork.run(async (tx) => {
      await note(tx, 'uncertain');
      if (store === 'mysql') await cut(tx);
      else await tx.execute("INSERT INTO marks (note) VALUES ('of nothing')");
    });
    await expect(committing).rejects.toMatchObject({ code: 10007 });
    expect(attempts).toBe(1);
    expect(heard).toEqual([]);
    expect(await notes()).toEqual([]);
  });

  if (store === 'mysql') {
    it('a connection lost before the COMMIT is a 10007, too, and leaves nothing', async () => {
      const cutOff = unitOfWork.run(async (tx) => {
        await note(tx, 'cut off');
        await cut(tx);
        await note(tx, 'never');
      });
      await expect(cutOff).rejects.toMatchObject({ code: 10007 });
      expect(await notes()).toEqual([]);
    });
  }

  it('the next transaction is served', async () => {
    await unitOfWork.run((tx) => note(tx, 'next'));
    await expect.poll(() => heard).toEqual(['next']);
    expect(await notes()).toEqual([{ note: 'next' }]);
  });
});
