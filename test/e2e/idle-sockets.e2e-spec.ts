import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { TRANSPORTS } from '../support/chat/target.js';

/** Longer than the server has patience for a silent HTTP connection. */
const SILENT_MS = 11_500;

describe('A socket on which nothing happens', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
  });
  afterAll(() => chat.close());

  it('stays connected, over WebSocket and over polling', async () => {
    const devices = await Promise.all(
      TRANSPORTS.map((transport) => chat.client.connect(1, { transports: [transport] })),
    );
    await new Promise((resolve) => setTimeout(resolve, SILENT_MS));
    const msgId = datasOf(await chat.client.as(2).send(1, 'still there?'));
    for (const device of devices) {
      expect(device.socket.connected, device.socket.io.engine?.transport.name).toBe(true);
      await device.message(msgId);
    }
  });
});
