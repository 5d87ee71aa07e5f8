import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { ReadStore } from '../../src/database/read-store.js';
import type { Tx } from '../../src/database/session.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { defineEvent, EventBus } from '../../src/events/event-bus.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';

const noted = defineEvent<number>('test.noted');

describe('UnitOfWork', () => {
  let chat: ChatApp;
  let unitOfWork: UnitOfWork;
  let reads: ReadStore;
  const heard: number[] = [];

  beforeAll(async () => {
    chat = await startChat();
    unitOfWork = chat.app.get(UnitOfWork);
    reads = chat.app.get(ReadStore);
    chat.app.get(EventBus).subscribe(noted, (id) => heard.push(id));
    await unitOfWork.run((tx) => tx.execute('CREATE TABLE notes (id INT PRIMARY KEY, writer VARCHAR(20))'));
  });
  afterAll(() => chat.close());

  const write = (tx: Tx, id: number, writer = 'test'): Promise<number> =>
    tx.execute('INSERT INTO notes (id, writer) VALUES (?, ?)', [id, writer]);
  const idsOf = async (writer: string): Promise<number[]> => {
    const rows = await reads.query<{ id: number }>('SELECT id FROM notes WHERE writer = ? ORDER BY id', [writer]);
    return rows.map(({ id }) => id);
  };

  it("a rolled-back transaction loses nobody else's write", async () => {
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    const outcomes = await Promise.allSettled(
      numbers.map((number) =>
        unitOfWork.run(async (tx) => {
          await write(tx, number, 'racing');
          // Others come to write while this transaction is open.
          await pause(number % 3);
          if (number % 2) throw new Error('rolled back on purpose');
          await write(tx, 1000 + number, 'racing');
        }),
      ),
    );
    const even = numbers.filter((number) => number % 2 === 0);
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(numbers.map((number) => number % 2 === 0));
    expect(await idsOf('racing')).toEqual([...even, ...even.map((number) => 1000 + number)]);
  });

  it("a rolled-back transaction loses nobody else's write: not a plain call's, in the midst of it", async () => {
    const failing = unitOfWork.run(async (tx) => {
      await write(tx, 1, 'failing');
      await pause(50);
      throw new Error('rolled back on purpose');
    });
    const failed = expect(failing).rejects.toThrow('on purpose');
    const imported = await chat.client.cms('importUsers', { users: [{ user_id: 1, nickname: 'one', photo: '' }] });
    await failed;
    expect(imported.datas).toBe(1);
    expect((await chat.client.as(1).get('user/getUserInfo', { user_id: 1 })).datas).toMatchObject({
      users: [{ user_id: 1, nickname: 'one' }],
    });
    expect(await idsOf('failing')).toEqual([]);
  });

  it('shows nobody what is not committed', async () => {
    await unitOfWork.run(async (tx) => {
      await write(tx, 2000, 'open');
      expect(await idsOf('open')).toEqual([]);
      expect(await tx.query('SELECT id FROM notes WHERE id = 2000')).toHaveLength(1);
    });
    expect(await idsOf('open')).toEqual([2000]);
  });

  it('tells after the commit what was emitted, in order, and nothing after a rollback', async () => {
    let early: number[] = [];
    await unitOfWork.run(async (tx) => {
      tx.emit(noted, 1);
      tx.emit(noted, 2);
      await pause(5);
      early = [...heard];
    });
    await expect(
      unitOfWork.run(async (tx) => {
        tx.emit(noted, 3);
        await write(tx, 3000, 'unheard');
        await write(tx, 3000, 'unheard');
      }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/ER_DUP_ENTRY|SQLITE_CONSTRAINT_PRIMARYKEY/) });
    await unitOfWork.run(async (tx) => tx.emit(noted, 4));
    await expect.poll(() => heard).toEqual([1, 2, 4]);
    expect(early).toEqual([]);
    expect(await idsOf('unheard')).toEqual([]);
  });

  it('refuses a transaction within a transaction', async () => {
    await expect(unitOfWork.run(() => unitOfWork.run(async () => 1))).rejects.toThrow(/inside UnitOfWork/);
    // Also where the inner one hides behind other work; and it does not take the store along.
    await expect(
      unitOfWork.run(async (tx) => {
        await write(tx, 4000, 'nested');
        await pause(1);
        await Promise.all([unitOfWork.run((inner) => write(inner, 4001, 'nested'))]);
      }),
    ).rejects.toThrow(/inside UnitOfWork/);
    expect(await idsOf('nested')).toEqual([]);
    await Promise.all([4002, 4003].map((id) => unitOfWork.run((tx) => write(tx, id, 'nested'))));
    expect(await idsOf('nested')).toEqual([4002, 4003]);
  });
});
