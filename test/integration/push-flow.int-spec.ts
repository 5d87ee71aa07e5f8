import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import { store } from '../support/stores/test-database.js';

const SERVICE = 7;
const RECEIVERS = Array.from({ length: 10_000 }, (_, index) => index + 1);
const SENDERS = RECEIVERS.slice(0, 20);
/**
 * SQLite has one writer: while it holds the push's own transaction, up to two fifths of the time that the push takes,
 * nobody else's send is stored. MariaDB stores them beside it.
 */
const PARTS = store === 'mysql' ? 4 : 2;

/** What users saw who sent one message after the other. */
interface Flow {
  readonly answers: readonly Answer<number>[];
  /** When each was answered before the end, as a part of the whole time; below 1. */
  readonly moments: readonly number[];
  /** Who was. */
  readonly answered: ReadonlySet<number>;
  /** The longest part of the time in which nobody's send was answered. */
  readonly longestGap: number;
}

/** Everybody gets a push or nobody does, in one transaction: that must not stop the others. */
describe('While a push to 10,000 is under way', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...RECEIVERS);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    await Promise.all(SENDERS.map((uid) => chat.client.token(uid)));
  });
  afterAll(() => chat.close());

  const push = (text: string): Promise<Answer<number>> =>
    chat.client.cms<number>('sendMessage', { service_id: SERVICE, msg_type: 1, message: { text }, user_id: RECEIVERS });

  /** Everybody sends until the work has ended. */
  async function sendWhile(name: string, work: Promise<unknown>): Promise<Flow> {
    const start = performance.now();
    let end: number | undefined;
    const answers: Answer<number>[] = [];
    const times: number[] = [];
    const answered = new Set<number>();
    await Promise.all([
      work.finally(() => (end = performance.now())),
      ...SENDERS.map(async (uid) => {
        for (let count = 1; end === undefined; count += 1) {
          answers.push(await chat.client.as(uid).send((uid % SENDERS.length) + 1, `${name} ${count}`));
          if (end !== undefined) return;
          times.push(performance.now());
          answered.add(uid);
        }
      }),
    ]);
    const lasted = (end ?? start) - start;
    const moments = times.map((time) => (time - start) / lasted);
    const gaps = [...moments, 1].map((moment, index) => moment - (moments[index - 1] ?? 0));
    return { answers, moments, answered, longestGap: Math.max(...gaps) };
  }

  it.each(['the first, which makes its conversations', 'a later one'])(
    'other users’ sends keep flowing: %s',
    async (text) => {
      const pushing = push(text);
      const { answers, moments, answered, longestGap } = await sendWhile(text, pushing);
      datasOf(await pushing);
      expect(answers.filter(({ datas }) => datas === undefined)).toEqual([]);
      expect([...answered].sort((a, b) => a - b)).toEqual(SENDERS);
      // Measured are 20 and more in each part, also where the machine is busy with other things.
      const parts = Array.from(
        { length: PARTS },
        (_, part) => moments.filter((moment) => Math.floor(moment * PARTS) === part).length,
      );
      console.info(
        `sends answered during a push to 10,000, on ${store}: ${parts.join(', ')}; gap ${longestGap.toFixed(2)}`,
      );
      for (const count of parts) expect(count, parts.join()).toBeGreaterThanOrEqual(SENDERS.length / 2);
      expect(longestGap).toBeLessThanOrEqual(0.5);
    },
  );

  it('another push of the account waits for it, and is sent', async () => {
    const [one, two] = await Promise.all([push('one'), push('two')]);
    expect(datasOf(two)).not.toBe(datasOf(one));
  });
});
