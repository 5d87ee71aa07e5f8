import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdAllocator } from '../../src/database/id-allocator.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { store } from '../support/stores/test-database.js';
import { startSecondServer } from './support/second-server.js';

describe('IdAllocator', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
  });
  afterAll(() => chat.close());

  /** Takes ids in portions of every size, all at once. */
  const takeMany = async (app: NestFastifyApplication): Promise<number[]> => {
    const sizes = Array.from({ length: 120 }, (_, index) => (index % 40 === 39 ? 1_500 : (index * 7) % 97));
    const taken = await Promise.all(sizes.map((size) => app.get(IdAllocator).take('messages', size)));
    expect(taken.map((ids) => ids.length)).toEqual(sizes);
    return taken.flat();
  };

  it('hands each id out once, however many ask at once', async () => {
    const ids = await takeMany(chat.app);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => Number.isSafeInteger(id) && id > 0)).toBe(true);
  });

  it('knows no sequence that was never made', async () => {
    await expect(chat.app.get(IdAllocator).take('nothing', 1)).rejects.toThrow('No sequence nothing');
    // And is not harmed by having been asked.
    await expect(chat.app.get(IdAllocator).take('conversations', 1)).resolves.toHaveLength(1);
  });

  it('refuses to be asked within a transaction, which on SQLite would wait for itself', async () => {
    const inside = chat.app.get(UnitOfWork).run(() => chat.app.get(IdAllocator).take('messages', 100_000));
    await expect(inside).rejects.toThrow(/inside UnitOfWork/);
  });

  // A second server is kept off a SQLite file.
  if (store === 'mysql') {
    it('hands each id out once, on two servers of one database', async () => {
      const { app: other, close } = await startSecondServer(chat);
      const taken = await Promise.all([takeMany(chat.app), takeMany(other), takeMany(chat.app), takeMany(other)]);
      const ids = taken.flat();
      expect(new Set(ids).size).toBe(ids.length);
      await close();
    });
  }
});
