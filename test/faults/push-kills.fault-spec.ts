import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasOf } from '../support/chat/envelope.js';
import type { Push } from '../support/chat/user-socket.js';
import { createTestDatabase, store, type TestDatabase } from '../support/stores/test-database.js';
import { type ChatServer, startChatServer } from './support/chat-server.js';
import { PushFile } from './support/stored-pushes.js';

/** TEST_PUSH_KILLS=20 for the full size. */
const KILLS = Number(process.env.TEST_PUSH_KILLS ?? 3);
const RECEIVERS = Array.from({ length: 10_000 }, (_, index) => index + 1);
/** Who is asked what they see. */
const SAMPLE = [1, 4711, 10_000];
const SERVICE = 7;

describe('kill -9 during a push to 10,000', () => {
  let database: TestDatabase;
  let chat: ChatServer;
  let file: PushFile;
  /** Milliseconds that a push takes which nobody disturbs. */
  let usualMs = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    chat = await startChatServer(database.url);
    file = await PushFile.open(database.url);
    await chat.client.importUsers(...RECEIVERS);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    // The first one makes the conversations.
    for (const text of ['first', 'usual']) {
      const start = performance.now();
      expect(await push(text)).toBeTypeOf('number');
      usualMs = performance.now() - start;
    }
  }, 180_000);
  afterAll(async () => {
    await file?.close();
    await chat?.process.kill('SIGKILL');
    await database?.drop();
  });

  /** @returns msg_id; undefined where the call was never answered */
  async function push(text: string): Promise<number | undefined> {
    const message = { service_id: SERVICE, msg_type: 1, message: { text }, user_id: RECEIVERS, client_msg_id: text };
    const answer = await chat.client.cms<number>('sendMessage', message).catch(() => undefined);
    return answer && datasOf(answer);
  }

  async function expectOnceEach(text: string, msgId: number | undefined): Promise<void> {
    const once = { id: msgId, receivers: 10_000, copies: 10_000, conversations: 10_000, targets: 10_000 };
    expect(await file.pushesOf(text), text).toEqual([once]);
    for (const uid of SAMPLE) {
      const sync = await chat.client.as(uid).post<{ messages: Push[] }>('message/sync', { known: {}, limit: 1000 });
      const seen = datasOf(sync).messages.filter(({ body }) => body['text'] === text);
      expect(seen.map(({ msg_id }) => msg_id)).toEqual([msgId]);
    }
  }

  it(
    `everybody has it once, or it was not acknowledged and nobody has it, ${KILLS} times`,
    { timeout: 60_000 + KILLS * 60_000 },
    async () => {
      const outcomes = { acknowledged: 0, 'unanswered, nothing sent': 0, 'unanswered, sent': 0 };
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const text = `push ${kill}`;
        // From its beginning to a moment after its end, in turn.
        const delay = usualMs * 1.1 * ((kill - Math.random()) / KILLS);
        const sending = push(text);
        await new Promise((resolve) => setTimeout(resolve, delay));
        await chat.process.kill('SIGKILL');
        const acknowledged = await sending;
        const stored = await file.pushesOf(text);
        await chat.process.restart();

        expect(await file.strays(), text).toBe(0);
        if (acknowledged !== undefined) await expectOnceEach(text, acknowledged);
        else if (stored.length > 0) await expectOnceEach(text, stored[0]?.id);
        const what = stored.length > 0 ? 'unanswered, sent' : 'unanswered, nothing sent';
        outcomes[acknowledged === undefined ? what : 'acknowledged'] += 1;

        const repeated = await push(text);
        if (stored.length > 0) expect(repeated, text).toBe(stored[0]?.id);
        await expectOnceEach(text, repeated);
      }
      console.info(`kill -9 during pushes to 10,000 on ${store}: ${JSON.stringify(outcomes)}`);
      expect(outcomes['unanswered, nothing sent'] + outcomes['unanswered, sent']).toBeGreaterThan(0);
    },
  );
});
