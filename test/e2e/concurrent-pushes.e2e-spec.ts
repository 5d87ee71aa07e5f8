import { afterAll, beforeAll, describe, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { PushRounds } from '../support/rounds/push-rounds.js';

const ROUNDS = 3;

/** Through two nodes: `nodes/concurrent-pushes`. */
describe('Pushes of one account, several at once, to lists that overlap', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
  });
  afterAll(() => chat.close());

  it('are all taken, and each receiver has each once, in one order, without a gap', { timeout: 60_000 }, async () => {
    const rounds = new PushRounds([chat.client, chat.client]);
    await rounds.begin();
    for (let round = 0; round < ROUNDS; round += 1) await rounds.play(round);
    await rounds.end(chat.database.url);
  });
});
