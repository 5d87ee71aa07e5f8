import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { Store } from '../../src/database/store.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { Recorder } from '../e2e/support/recorder.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { store } from '../support/stores/test-database.js';
import { gate } from './support/writing.js';

/** Each with a conversation of its own. */
const OTHERS = Array.from({ length: 16 }, (_, index) => index + 10);

describe('A conversation that another transaction holds', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, ...OTHERS);
  });
  afterAll(() => chat.close());

  /** Locks the conversations' rows, on SQLite the whole store, until released. */
  async function hold(...keys: readonly string[]): Promise<() => Promise<void>> {
    const held = gate();
    const release = gate();
    const holding = chat.app.get(UnitOfWork).run(async (tx) => {
      for (const key of keys)
        await tx.query(`SELECT id FROM conversations WHERE conversation_key = ? ${tx.dialect.forUpdate}`, [key]);
      held.open();
      await release.opened;
    });
    await held.opened;
    return () => {
      release.open();
      return holding;
    };
  }

  it(`does not delay other conversations${store === 'sqlite' ? ', where they wait in turn' : ''}`, async () => {
    const log = new Recorder(chat.client);
    await Promise.all([2, ...OTHERS].map((to) => log.send(1, to, 'first')));
    const release = await hold('u:1:2');
    // SQLite has one writer: there whoever holds it holds all up, and all is well once it is released.
    if (store === 'sqlite') setTimeout(() => void release(), 200);
    const waiting = log.send(1, 2, 'waiting');
    const codes: unknown[] = [];
    let slowest = 0;
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(
        OTHERS.map(async (to) => {
          const start = performance.now();
          codes.push((await log.send(1, to, `round ${round}`)).error_code ?? 'ok');
          slowest = Math.max(slowest, performance.now() - start);
        }),
      );
    }
    await release();
    await waiting;
    expect(codes.filter((code) => code !== 'ok')).toEqual([]);
    // Far below the deadline of the one that waits.
    expect(slowest).toBeLessThan(1_000);
    await log.drain(2, 'u:1');
    for (const uid of OTHERS) await log.drain(uid, 'u:1');
    log.passes({ minAcked: 1 + 5 * OTHERS.length, minReads: 1 + OTHERS.length });
  });

  it('takes few of the connections while it is waited for, however many are', async () => {
    const log = new Recorder(chat.client);
    await Promise.all(OTHERS.map((to) => log.send(1, to, 'before')));
    const release = await hold(...OTHERS.map((to) => `u:1:${to}`));
    const sends = OTHERS.map((to) => log.send(1, to, 'waiting'));
    let most = 0;
    for (let look = 0; look < 50; look += 1) {
      await pause(10);
      most = Math.max(most, chat.app.get(Store).usage.held);
    }
    await release();
    for (const answer of await Promise.all(sends)) expect(answer).toHaveProperty('datas');
    // Who holds them, and four.
    expect(most).toBeLessThanOrEqual(1 + 4);
    expect(most).toBeGreaterThanOrEqual(1);
  });

  it('is a 10007 within 3 s to who wants to change its members', async () => {
    await chat.client.saveGroup(2, 1, [1]);
    const release = await hold('g:2:1');
    const start = performance.now();
    const answers = await Promise.all([
      chat.client.cms('addGroupMembers', { group_type: 2, group_id: 1, user_id: 2 }),
      chat.client.cms('removeGroupMembers', { group_type: 2, group_id: 1, user_id: 1 }),
    ]);
    const waited = performance.now() - start;
    await release();
    for (const answer of answers) expect(answer).toMatchObject({ status: 503, error_code: 10007 });
    expect(waited).toBeLessThan(3_000);
    // Nothing of it was done, and now it can be.
    expect(await chat.client.addMembers(2, 1, [2])).toBe(1);
    expect(await chat.client.removeMembers(2, 1, [1])).toBe(1);
  });
});
