import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { betweenUsers } from '../../src/timeline/conversation-target.js';
import type { AppendRules } from '../../src/timeline/writer/append-command.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { store } from '../support/stores/test-database.js';
import { ALLOW, appended, command, gate, storedTexts } from './support/writing.js';

const OTHERS = Array.from({ length: 160 }, (_, index) => index + 2);
/** As many as wait at most (writer-queue.ts). */
const MAX_QUEUED = 5_000;
const isSqlite = store === 'sqlite';

/** Rules that let everything pass, after something else is done inside the transaction. */
function after(work: (conversationIds: readonly number[]) => Promise<void>): AppendRules {
  return {
    ...ALLOW,
    consult: async (tx, commands) => {
      await work([...new Set(commands.map(({ conversationId }) => conversationId))]);
      return ALLOW.consult(tx, commands);
    },
  };
}

describe("The writer's queue", () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, ...OTHERS);
    await Promise.all(OTHERS.map((to) => appended(chat.app, command(1, to, 'first'))));
  });
  afterAll(() => chat.close());

  it('feeds as many transactions as the store takes where many wait, and none has a conversation of another', async () => {
    const running = new Set<readonly number[]>();
    const shared: number[] = [];
    let most = 0;
    const rules = after(async (ids) => {
      for (const others of running) shared.push(...ids.filter((id) => others.includes(id)));
      running.add(ids);
      most = Math.max(most, running.size);
      await pause(20);
      running.delete(ids);
    });
    const send = (to: number, text: string) => appended(chat.app, command(1, to, text, { rules }));
    const twice = OTHERS.slice(0, 20);
    const sends = [...OTHERS.map((to) => send(to, 'second')), ...twice.map((to) => send(to, 'third'))];
    for (const answer of await Promise.all(sends)) expect(answer).toHaveProperty('datas');
    expect(most).toBe(isSqlite ? 1 : 4);
    expect(shared).toEqual([]);
    for (const to of OTHERS)
      expect(await storedTexts(chat.app, betweenUsers(1, to))).toEqual(
        twice.includes(to) ? ['first', 'second', 'third'] : ['first', 'second'],
      );
  });

  it('lets nobody wait for a transaction that is slow, where the store takes another one', async () => {
    const answered: string[] = [];
    const send = async (to: number, text: string, rules: AppendRules): Promise<void> => {
      expect(await appended(chat.app, command(1, to, text, { rules }))).toHaveProperty('datas');
      answered.push(text);
    };
    const begun = gate();
    const slow = after(async () => {
      begun.open();
      await pause(1_000);
    });
    const sends = [send(2, 'slow', slow)];
    await begun.opened;
    await pause(100);
    sends.push(send(3, 'late', ALLOW));
    await Promise.all(sends);
    expect(answered).toEqual(isSqlite ? ['slow', 'late'] : ['late', 'slow']);
  });

  it('forgets whom their deadline has answered, also where they had filled it', async () => {
    const begun = gate();
    const release = gate();
    const rules = after(() => {
      begun.open();
      return release.opened;
    });
    const held = appended(chat.app, command(1, 6, 'held', { rules }));
    await begun.opened;
    // All of one conversation, so that they wait until its transaction ends.
    const waiting = Array.from({ length: MAX_QUEUED }, (_, index) => appended(chat.app, command(1, 6, `${index}`)));
    expect(await appended(chat.app, command(1, 7, 'one too many'))).toEqual({ error_code: 10007 });
    for (const answer of await Promise.all(waiting)) expect(answer).toEqual({ error_code: 10007 });
    release.open();
    await held;
    expect(await appended(chat.app, command(1, 7, 'afterwards'))).toHaveProperty('datas');
  });

  it('carries out one of equal client ids at a time, wherever they go', async () => {
    const begun = gate();
    let isRunning = false;
    let together = 0;
    const rules = after(async () => {
      begun.open();
      if (isRunning) together += 1;
      isRunning = true;
      await pause(300);
      isRunning = false;
    });
    const first = appended(chat.app, command(1, 8, 'same', { rules, clientMsgId: 'same' }));
    await begun.opened;
    // Later than a transaction is young, so that nothing but the client id holds the second one back.
    await pause(100);
    const second = appended(chat.app, command(1, 9, 'same', { rules, clientMsgId: 'same' }));
    expect(await first).toHaveProperty('datas');
    expect(await second).toEqual({ error_code: 20009 });
    expect(together).toBe(0);
  });
});
