import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DeletionBacklog } from '../../src/cms/deletions/deletion-backlog.js';
import { UserDeletionRepository } from '../../src/cms/deletions/user-deletion.repository.js';
import { ReadStore } from '../../src/database/read-store.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { MetricsText } from '../support/metrics-text.js';

const WAITING = 1500;
const MAX_COUNTED = 1001;
const DAY_MS = 86_400_000;
/** Deletions are looked for once a second. */
const LOOKED_AT = { timeout: 10_000, interval: 100 };

describe('How many deletions wait', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => chat.close());

  const rows = <Row>(sql: string): Promise<Row[]> => chat.app.get(ReadStore).query<Row>(sql);

  it('is nothing that the deletions themselves wait for', async () => {
    const fails = vi
      .spyOn(chat.app.get(UserDeletionRepository), 'findBacklog')
      .mockRejectedValue(new Error('no such index'));
    await chat.client.importUsers(1);
    datasOf(await chat.client.cms('deleteUser', { user_id: 1 }));
    await chat.app
      .get(UnitOfWork)
      .run((tx) => tx.execute('UPDATE user_deletions SET requested_at = requested_at - 120000, due_at = 0'));
    await expect
      .poll(() => rows<{ n: number }>('SELECT COUNT(*) AS n FROM user_deletions WHERE done_at IS NULL'), LOOKED_AT)
      .toEqual([{ n: 0 }]);
    await expect(chat.app.get(DeletionBacklog).refresh()).rejects.toThrow('no such index');
    expect(fails).toHaveBeenCalled();
  });

  it(`is counted to ${MAX_COUNTED}, those first that are due first`, async () => {
    const now = Date.now();
    // Nobody's turn yet: the oldest is due first.
    const values = Array.from({ length: WAITING }, (_, index) => [
      10_000 + index,
      now - (index === 0 ? DAY_MS : 0),
      now + DAY_MS + index,
    ]);
    await chat.app.get(UnitOfWork).run(async (tx) => {
      for (const [uid, requestedAt, dueAt] of values)
        await tx.execute('INSERT INTO user_deletions (user_id, erase, requested_at, due_at) VALUES (?, 0, ?, ?)', [
          uid,
          requestedAt,
          dueAt,
        ]);
    });
    await chat.app.get(DeletionBacklog).refresh();
    const metrics = MetricsText.parse(await (await fetch(`${chat.client.url}/metrics`)).text());
    expect(metrics.sum('anlife_user_deletions_waiting')).toBe(MAX_COUNTED);
    expect(metrics.sum('anlife_user_deletion_oldest_seconds')).toBeGreaterThanOrEqual(DAY_MS / 1000);
  });
});
