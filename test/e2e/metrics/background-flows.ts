import { expect, vi } from 'vitest';
import { DeletionBacklog } from '../../../src/cms/deletions/deletion-backlog.js';
import { RetentionRunner } from '../../../src/cms/retention/retention-runner.js';
import { SweepClaims } from '../../../src/cms/retention/sweep-claims.js';
import { UnitOfWork } from '../../../src/database/unit-of-work.js';
import type { ChatApp } from '../../support/chat/chat-app.js';
import { datasOf } from '../../support/chat/envelope.js';
import { whileBroken } from '../support/broken-storage.js';
import { type Flow, growth, valueOf } from './flow.js';

/** Deletions are looked for once a second, and counted every fifteen. */
const LOOKED_AT = { timeout: 10_000, interval: 100 };
const COUNTED = { timeout: 25_000, interval: 100 };

/** As of now. */
const counted = async (chat: ChatApp, name: string): Promise<number> => {
  await chat.app.get(DeletionBacklog).refresh();
  return valueOf(chat, name);
};

const deleteUser = async ({ client }: ChatApp, uid: number): Promise<void> => {
  await client.importUsers(uid);
  datasOf(await client.cms('deleteUser', { user_id: uid }));
};

const execute = (chat: ChatApp, sql: string, ...parameters: unknown[]): Promise<number> =>
  chat.app.get(UnitOfWork).run((tx) => tx.execute(sql, parameters));

/** As if so many seconds had passed since somebody asked for it, and nothing could be under way any more. */
const age = (chat: ChatApp, uid: number, seconds: number): Promise<number> => {
  const at = Date.now() - seconds * 1000;
  return execute(chat, 'UPDATE user_deletions SET requested_at = ?, due_at = ? WHERE user_id = ?', at, at, uid);
};

export const DELETION_FLOWS: Readonly<Record<string, Flow>> = {
  anlife_user_deletions_waiting: async (chat) => {
    const waiting = () => counted(chat, 'anlife_user_deletions_waiting');
    expect(await waiting()).toBe(0);
    for (const uid of [901, 902]) await deleteUser(chat, uid);
    // Each waits for a minute, in which something may still be under way.
    await expect.poll(() => valueOf(chat, 'anlife_user_deletions_waiting'), COUNTED).toBe(2);
    await age(chat, 901, 120);
    await expect.poll(waiting, LOOKED_AT).toBe(1);
    await age(chat, 902, 120);
    await expect.poll(waiting, LOOKED_AT).toBe(0);
  },

  anlife_user_deletion_oldest_seconds: async (chat) => {
    const oldest = () => counted(chat, 'anlife_user_deletion_oldest_seconds');
    expect(await oldest()).toBe(0);
    await deleteUser(chat, 903);
    await whileBroken(chat, 'UPDATE ON user_deletions', async () => {
      await expect.poll(oldest, LOOKED_AT).toBeGreaterThan(0);
      const since = await oldest();
      // It goes on growing older while nobody gets to it.
      await expect.poll(oldest, LOOKED_AT).toBeGreaterThan(since + 1);
      expect(await oldest()).toBeLessThan(60);
    });
    await age(chat, 903, 120);
    await expect.poll(oldest, LOOKED_AT).toBe(0);
  },
};

/** As if the last sweep had been an hour ago. */
const makeDue = (chat: ChatApp): Promise<number> => execute(chat, 'UPDATE sweeps SET due_at = 0');

export const RETENTION_FLOWS: Readonly<Record<string, Flow>> = {
  anlife_retention_last_success_timestamp_seconds: async (chat) => {
    const name = 'anlife_retention_last_success_timestamp_seconds';
    await makeDue(chat);
    const since = Date.now() / 1000;
    await chat.app.get(RetentionRunner).look();
    const endedAt = await valueOf(chat, name);
    expect(endedAt).toBeGreaterThanOrEqual(since);
    expect(endedAt).toBeLessThanOrEqual(Date.now() / 1000);
    // None is due: nothing has ended.
    await chat.app.get(RetentionRunner).look();
    expect(await valueOf(chat, name)).toBe(endedAt);
  },

  anlife_retention_failures_total: async (chat) => {
    const name = 'anlife_retention_failures_total';
    const endedAt = await valueOf(chat, 'anlife_retention_last_success_timestamp_seconds');
    await makeDue(chat);
    // The database is away: whether one is due is not known, and no sweep has failed.
    const look = () => chat.app.get(RetentionRunner).look();
    expect((await growth(chat, name, () => whileBroken(chat, 'UPDATE ON sweeps', look)))()).toBe(0);
    // It fails as it ends.
    const move = vi.spyOn(chat.app.get(SweepClaims), 'move').mockRejectedValue(new Error('the disk is full'));
    const grown = await growth(chat, name, look);
    move.mockRestore();
    // The node's own looks fall between them seldom.
    expect(grown()).toBeGreaterThanOrEqual(1);
    expect(await valueOf(chat, 'anlife_retention_last_success_timestamp_seconds')).toBe(endedAt);
    await makeDue(chat);
    expect((await growth(chat, name, look))()).toBe(0);
  },
};
