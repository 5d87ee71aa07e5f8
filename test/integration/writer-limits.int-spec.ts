import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { betweenUsers, keyOf } from '../../src/timeline/conversation-target.js';
import type { AppendCommand } from '../../src/timeline/writer/append-command.js';
import { Recorder } from '../e2e/support/recorder.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { appended, command, gate, REFUSE, storedTexts } from './support/writing.js';

describe('The writer', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3, 4);
  });
  afterAll(() => chat.close());

  /** A log of what user 1 writes to another, straight to the writer; of one message to begin with. */
  async function writing(to: number) {
    const log = new Recorder(chat.client);
    const write = (text: string, rest: Partial<AppendCommand> = {}) =>
      log.logged({ uid: 1, conv: `u:1:${to}`, text }, () => appended(chat.app, command(1, to, text, rest)));
    await write('first');
    /** What is stored in the end, once the checker has passed what the other reads of it. */
    const texts = async (minAcked: number): Promise<string[]> => {
      await log.drain(to, 'u:1');
      log.passes({ minAcked });
      return storedTexts(chat.app, betweenUsers(1, to));
    };
    return { write, texts };
  }

  /** Holds the conversation's row on MySQL, and so the whole writing connection on SQLite, until released. */
  async function hold(from: number, to: number): Promise<() => Promise<void>> {
    const held = gate();
    const release = gate();
    const holding = chat.app.get(UnitOfWork).run(async (tx) => {
      const sql = `SELECT id FROM conversations WHERE conversation_key = ? ${tx.dialect.forUpdate}`;
      await tx.query(sql, [keyOf(betweenUsers(from, to))]);
      held.open();
      await release.opened;
    });
    await held.opened;
    return () => {
      release.open();
      return holding;
    };
  }

  const timed = async <T>(work: Promise<T>): Promise<{ answer: T; ms: number }> => {
    const start = performance.now();
    const answer = await work;
    return { answer, ms: performance.now() - start };
  };

  it('command deadline: a command still queued after 2.5 s gets 10007 and is never executed', async () => {
    const { write, texts } = await writing(2);
    const release = await hold(1, 2);
    const inHand = timed(write('in hand'));
    await pause(300);
    const queued = timed(write('queued'));
    for (const { answer, ms } of await Promise.all([inHand, queued])) {
      expect(answer).toEqual({ error_code: 10007 });
      // Not at once: most holds are short.
      expect(ms).toBeGreaterThan(1_000);
      expect(ms).toBeLessThan(3_000);
    }
    // The attempt under way gives up by itself; what it was for was answered meanwhile.
    await pause(1_200);
    await release();
    expect(await write('afterwards')).toHaveProperty('datas');
    expect(await texts(2)).toEqual(['first', 'afterwards']);
  });

  it('a short hold is waited for, and nothing is lost or reordered', async () => {
    const { write, texts } = await writing(3);
    const release = await hold(1, 3);
    const sends: Promise<unknown>[] = [];
    // One after the other, so that some come while others have been left out once or twice.
    for (let index = 0; index < 20; index += 1) {
      sends.push(write(`held ${index}`));
      if (index % 4 === 0) await pause(1);
    }
    await pause(300);
    await release();
    for (const answer of await Promise.all(sends)) expect(answer).toHaveProperty('datas');
    expect(await texts(21)).toEqual(['first', ...Array.from({ length: 20 }, (_, index) => `held ${index}`)]);
  });

  it('the queue bound refuses with 10007, at once, and serves the others', async () => {
    const { write, texts } = await writing(4);
    const refusedFirst: number[] = [];
    let answered = 0;
    const answers = await Promise.all(
      Array.from({ length: 5_100 }, async (_, index) => {
        const answer = await write(`queued ${index}`, { rules: REFUSE });
        answered += 1;
        if (answer.error_code === 10007) refusedFirst.push(answered);
        return answer.error_code;
      }),
    );
    // 10003 is what the rules say: those commands were carried out.
    expect(answers.slice(0, 5_000).every((code) => code === 10003)).toBe(true);
    expect(answers.slice(5_000).every((code) => code === 10007)).toBe(true);
    expect(refusedFirst).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(await texts(1)).toEqual(['first']);
  });
});
