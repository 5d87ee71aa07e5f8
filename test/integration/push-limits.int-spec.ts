import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/common/errors/app-error.js';
import { ReadStore } from '../../src/database/read-store.js';
import { ConversationDirectory } from '../../src/timeline/conversation-directory.js';
import { PushWriter } from '../../src/timeline/pushes/push-writer.js';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { gate } from './support/writing.js';

const BUSY = 7;
const IDLE = 8;
/** As many as may wait in an account's line. */
const WAITING = 500;
const TOO_MANY = 100;

describe('An account’s line of pushes', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
    for (const service_id of [BUSY, IDLE])
      datasOf(await chat.client.cms('saveServiceAccount', { service_id, nickname: 's', photo: '' }));
  });
  afterAll(() => chat.close());

  /** Straight to the writer: so many calls at once would wait for the database first. @returns msg_id, or the code of the refusal */
  const push = (id: number, text: string): Promise<number> =>
    chat.app
      .get(PushWriter)
      .push({ service: { id, nickname: 's', photo: '' }, receivers: [1], type: 1, body: { text }, clientMsgId: text })
      .catch((error: unknown) => (error instanceof AppError ? error.code : 10500));

  /** Lets no push of the account get further than to its receivers' dialogues, until released. */
  function hold(serviceId: number): { held: Promise<void>; release: () => void } {
    const directory = chat.app.get(ConversationDirectory);
    const reached = gate();
    const released = gate();
    directory.find = async (keys) => {
      const wanted = [...keys];
      if (wanted.some((key) => key.startsWith(`s:${serviceId}:`))) {
        reached.open();
        await released.opened;
      }
      return ConversationDirectory.prototype.find.call(directory, wanted);
    };
    return { held: reached.opened, release: released.open };
  }

  it(
    'the push queue bound refuses with 10007 and Retry-After, at once, and serves the others',
    { timeout: 60_000 },
    async () => {
      const { held, release } = hold(BUSY);
      const first = push(BUSY, 'first');
      await held;
      const texts = Array.from({ length: WAITING + TOO_MANY }, (_, index) => `push ${index}`);
      let answered = 0;
      const pushing = texts.map((text) =>
        push(BUSY, text).then((answer) => {
          answered += 1;
          return answer;
        }),
      );
      await expect.poll(() => answered).toBe(TOO_MANY);
      expect(await Promise.all(pushing.slice(WAITING))).toEqual(Array<number>(TOO_MANY).fill(10007));

      const response = await fetch(`${chat.client.url}/anlife/v1.0/chat/cms/sendMessage`, {
        method: 'POST',
        headers: { 'x-api-key': TEST_API_KEY, 'content-type': 'application/json' },
        body: JSON.stringify({ service_id: BUSY, msg_type: 1, message: { text: 'too much' }, user_id: [2] }),
      });
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await response.json()).toMatchObject({ error_code: 10007 });
      expect(await push(IDLE, 'of another account')).toBeGreaterThan(0);
      datasOf(await chat.client.as(1).send(2, 'of a user'));
      expect(answered).toBe(TOO_MANY);

      release();
      const told = new Map([
        ['first', await first],
        ...(await Promise.all(pushing)).map((answer, index): [string, number] => [texts[index] ?? '', answer]),
      ]);
      const stored = await chat.app
        .get(ReadStore)
        .query<{ id: number; body: string }>('SELECT id, body FROM pushes WHERE service_id = ?', [BUSY]);
      // Where the machine is slow the last of them may have waited for too long: what counts is that it is as told.
      const sent = [...told].filter(([, answer]) => answer !== 10007);
      expect(sent.length).toBeGreaterThan(1);
      const found = stored.map(({ id, body }) => [(JSON.parse(body) as { text: string }).text, id]);
      expect(new Map(found as [string, number][])).toEqual(new Map(sent));
      expect(await push(BUSY, 'afterwards')).toBeGreaterThan(0);
    },
  );
});
