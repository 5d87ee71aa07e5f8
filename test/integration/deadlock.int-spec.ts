import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import type { Tx } from '../../src/database/session.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { defineEvent, EventBus } from '../../src/events/event-bus.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { store } from '../support/stores/test-database.js';
import { gate } from './support/writing.js';

const noted = defineEvent<string>('test.noted');

describe('A deadlock', () => {
  let chat: ChatApp;
  let unitOfWork: UnitOfWork;
  const heard: string[] = [];

  beforeAll(async () => {
    chat = await startChat();
    unitOfWork = chat.app.get(UnitOfWork);
    chat.app.get(EventBus).subscribe(noted, (note) => heard.push(note));
    await unitOfWork.run((tx) => tx.execute('CREATE TABLE notes (note VARCHAR(20) PRIMARY KEY)'));
    await chat.client.saveGroup(2, 1);
    await chat.client.saveGroup(2, 2);
  });
  beforeEach(async () => {
    heard.length = 0;
    await unitOfWork.run((tx) => tx.execute('DELETE FROM notes'));
  });
  afterAll(() => chat.close());

  const note = async (tx: Tx, text: string): Promise<void> => {
    await tx.execute('INSERT INTO notes (note) VALUES (?)', [text]);
    tx.emit(noted, text);
  };
  const notes = async (): Promise<string[]> => {
    const rows = await chat.app.get(ReadStore).query<{ note: string }>('SELECT note FROM notes ORDER BY note');
    return rows.map((row) => row.note);
  };

  if (store === 'mysql') {
    it('a deadlock repeats from BEGIN and nothing survives a rollback', async () => {
      const lock = (tx: Tx, key: string): Promise<unknown> =>
        tx.query('SELECT id FROM conversations WHERE conversation_key = ? FOR UPDATE', [key]);
      const locked = { one: gate(), other: gate() };
      const attempts = { one: 0, other: 0 };
      const inOrder = (name: 'one' | 'other', first: string, second: string): Promise<string> =>
        unitOfWork.run(async (tx) => {
          const text = `${name} ${(attempts[name] += 1)}`;
          await note(tx, text);
          await lock(tx, first);
          locked[name].open();
          await Promise.all([locked.one.opened, locked.other.opened]);
          await lock(tx, second);
          await tx.execute('UPDATE conversations SET joins = joins + 1 WHERE conversation_key = ?', [second]);
          return text;
        });
      const results = await Promise.all([inOrder('one', 'g:2:1', 'g:2:2'), inOrder('other', 'g:2:2', 'g:2:1')]);
      // One of them was the victim, and of its first attempt there is nothing left.
      expect(Object.values(attempts).sort()).toEqual([1, 2]);
      expect(results.sort()).toEqual([`one ${attempts.one}`, `other ${attempts.other}`]);
      expect(await notes()).toEqual(results);
      await expect.poll(() => [...heard].sort()).toEqual(results);
      expect(
        await chat.app.get(ReadStore).query("SELECT joins FROM conversations WHERE conversation_key LIKE 'g:2:%'"),
      ).toEqual([{ joins: 1 }, { joins: 1 }]);
    });
  } else {
    it('a deadlock repeats from BEGIN and nothing survives a rollback', async () => {
      const file = new Database(chat.database.url.slice('sqlite:'.length));
      let attempts = 0;
      await unitOfWork.run(async (tx) => {
        attempts += 1;
        tx.emit(noted, `attempt ${attempts}`);
        await tx.query('SELECT note FROM notes');
        // Behind the snapshot of the first attempt: SQLITE_BUSY_SNAPSHOT.
        if (attempts === 1) file.prepare("INSERT INTO notes VALUES ('somebody else')").run();
        await note(tx, `attempt ${attempts}`);
      });
      file.close();
      expect(attempts).toBe(2);
      expect(await notes()).toEqual(['attempt 2', 'somebody else']);
      await expect.poll(() => heard).toEqual(['attempt 2', 'attempt 2']);
    });
  }

  it('a deadlock repeats from BEGIN: what was written before it is gone, and nobody heard of it', async () => {
    let attempts = 0;
    await unitOfWork.run(async (tx) => {
      await note(tx, `attempt ${(attempts += 1)}`);
      if (attempts < 3) {
        const code = store === 'mysql' ? 'ER_LOCK_DEADLOCK' : 'SQLITE_BUSY_SNAPSHOT';
        throw Object.assign(new Error('deadlock'), { code });
      }
    });
    expect(await notes()).toEqual(['attempt 3']);
    await expect.poll(() => heard).toEqual(['attempt 3']);
  });

  it('is a 10007 where it will not end, after a few attempts', async () => {
    let attempts = 0;
    const hopeless = unitOfWork.run(async (tx) => {
      await note(tx, `attempt ${(attempts += 1)}`);
      throw Object.assign(new Error('deadlock'), { code: 'ER_LOCK_DEADLOCK' });
    });
    await expect(hopeless).rejects.toMatchObject({ code: 10007 });
    expect(attempts).toBeGreaterThan(1);
    expect(attempts).toBeLessThanOrEqual(4);
    expect(await notes()).toEqual([]);
    expect(heard).toEqual([]);
  });
});
