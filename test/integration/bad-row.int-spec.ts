import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { Recorder } from '../e2e/support/recorder.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { conversationOfTwo } from '../support/checker/conversation-key.js';
import { store } from '../support/stores/test-database.js';
import { appended, command } from './support/writing.js';

/** What the rules let pass and the column does not take: 64 KB of TEXT on MySQL, a trigger of ours on SQLite. */
const POISON = `poison ${'x'.repeat(70_000)}`;

describe('A batch', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3, 4, 5);
    if (store === 'sqlite') {
      await chat.app.get(UnitOfWork).run((tx) =>
        tx.execute(`CREATE TRIGGER poison BEFORE INSERT ON messages WHEN NEW.body LIKE '%poison%'
          BEGIN SELECT RAISE(ABORT, 'poisoned'); END`),
      );
    }
  });
  afterAll(() => chat.close());

  /** All in one tick, so that they share batches: sends that are judged by nobody. */
  const appendAll = (log: Recorder, sends: readonly { from: number; to: number; text: string; cmid?: string }[]) =>
    Promise.all(
      sends.map(async ({ from, to, text, cmid }) => {
        const conv = conversationOfTwo(String(from), String(to));
        return log.history.run({ f: 'send', proc: from, uid: String(from), conv, text, cmid }, () =>
          appended(chat.app, command(from, to, text, { clientMsgId: cmid })),
        );
      }),
    );

  it('one bad row in a batch fails only its sender', async () => {
    const log = new Recorder(chat.client);
    const texts = Array.from({ length: 20 }, (_, index) => (index === 7 ? POISON : `good ${index}`));
    const outcomes = await appendAll(
      log,
      texts.map((text, index) => ({ from: 1, to: 2, text, cmid: `c${index}` })),
    );
    expect(outcomes.map(({ type }) => type)).toEqual(texts.map((text) => (text === POISON ? 'info' : 'ok')));
    expect(outcomes[7]).toMatchObject({ type: 'info', reason: '10500' });
    const stored = await log.drain(2, 'u:1');
    // In the order in which they were sent, without a gap where the bad one would have been.
    expect(stored.map(({ body }) => body['text'])).toEqual(texts.filter((text) => text !== POISON));
    expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: 19 }, (_, index) => index + 1));
    log.passes({ minAcked: 19 });
  });

  it('one bad row in a batch fails only its sender, wherever it goes and however often it is tried', async () => {
    const log = new Recorder(chat.client);
    const sends = Array.from({ length: 60 }, (_, index) => ({
      from: 3 + (index % 2),
      to: 5,
      text: index % 10 === 4 ? `${POISON} ${index}` : `text ${index}`,
      cmid: `c${index}`,
    }));
    const outcomes = await appendAll(log, sends);
    expect(outcomes.filter(({ type }) => type === 'info')).toHaveLength(6);
    const again = await appendAll(log, sends);
    expect(again).toEqual(outcomes);
    for (const from of [3, 4]) {
      const expected = sends.filter((send) => send.from === from && !send.text.startsWith('poison'));
      const stored = await log.drain(5, `u:${from}`);
      expect(stored.map(({ body }) => body['text'])).toEqual(expected.map(({ text }) => text));
    }
    log.passes({ minAcked: 54, minReads: 2 });
  });

  it('goes on undisturbed afterwards', async () => {
    const log = new Recorder(chat.client);
    await appendAll(log, [{ from: 1, to: 5, text: POISON }]);
    expect((await log.send(1, 5, 'after the storm')).datas).toBeGreaterThan(0);
    expect(await log.drain(5, 'u:1')).toMatchObject([{ seq: 1, body: { text: 'after the storm' } }]);
    log.passes({ minAcked: 1 });
  });
});
