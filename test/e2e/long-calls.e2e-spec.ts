import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { SendMessageService } from '../../src/messaging/send/send-message.service.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';

/** Longer than a connection may be silent that asks for nothing. */
const LONG_MS = 11_000;
const ENDED_WITHIN_MS = 12_000;

describe('A call that takes long', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => chat.close());

  const slowly = (): void => {
    const service = chat.app.get(SendMessageService);
    const send = service.send.bind(service);
    vi.spyOn(service, 'send').mockImplementationOnce(async (...args) => {
      await pause(LONG_MS);
      return send(...args);
    });
  };

  it('is answered on the connection that asked, which was silent meanwhile', async () => {
    slowly();
    expect(datasOf(await chat.client.as(1).send(2, 'late'))).toBeGreaterThan(0);
  });

  it('leaves its connection no longer than others: where the next request stays away, it ends', async () => {
    const { hostname, port } = new URL(chat.client.url);
    const socket = connect(Number(port), hostname);
    const closed = new Promise<number>((resolve) => {
      socket.once('close', () => resolve(performance.now()));
    });
    // A head that never ends, after a whole call on the same connection.
    socket.write(`GET ${BASE_PATH}/user/getUserInfo HTTP/1.1\r\nHost: chat\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write('GET / HTTP/1.1\r\n');
    const since = performance.now();
    expect((await closed) - since).toBeLessThan(ENDED_WITHIN_MS);
  });
});
