import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';

describe('With SOCKET_TRANSPORTS=websocket', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat({ SOCKET_TRANSPORTS: 'websocket' });
    await chat.client.importUsers(1, 2);
  });
  afterAll(() => chat.close());

  it('polling is refused', async () => {
    const response = await fetch(`${chat.client.url}/socket.io/?EIO=4&transport=polling`);
    expect(response.status).toBe(400);
    await expect(chat.client.connect(1, { transports: ['polling'] })).rejects.toThrow();
  });

  it('WebSocket is not', async () => {
    const device = await chat.client.connect(1);
    await device.message(datasOf(await chat.client.as(2).send(1, 'hello')));
  });
});

describe('Sockets of browsers', () => {
  let chat: ChatApp;
  const allowed = 'https://app.example';

  beforeAll(async () => {
    chat = await startChat({ ALLOWED_ORIGINS: `${allowed}, https://admin.example:8443` });
    await chat.client.importUsers(1);
  });
  afterAll(() => chat.close());

  const from = (origin: string, transport: 'websocket' | 'polling') =>
    chat.client.connect(1, { transports: [transport], extraHeaders: { origin } });

  it.each(['websocket', 'polling'] as const)('are let in over %s from ALLOWED_ORIGINS only', async (transport) => {
    for (const origin of [allowed, 'https://admin.example:8443']) {
      expect((await from(origin, transport)).socket.connected).toBe(true);
    }
    for (const origin of [
      'https://evil.example',
      'http://app.example',
      'https://app.example.evil.example',
      'https://app.example:8443',
      'https://APP.example/',
      'null',
      '',
    ]) {
      await expect(from(origin, transport)).rejects.toThrow();
    }
    // Phones and servers send none.
    expect((await chat.client.connect(1, { transports: [transport] })).socket.connected).toBe(true);
  });
});

describe('Without ALLOWED_ORIGINS', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1);
  });
  afterAll(() => chat.close());

  it('no browser’s socket is let in, not even from the server’s own address', async () => {
    for (const origin of ['https://evil.example', chat.client.url, 'null']) {
      await expect(chat.client.connect(1, { extraHeaders: { origin } })).rejects.toThrow();
    }
    expect((await chat.client.connect(1)).socket.connected).toBe(true);
  });

  it('does not compress each message, which costs 200 KB a connection', async () => {
    const { socket } = await chat.client.connect(1);
    const { transport } = socket.io.engine as unknown as { transport: { ws: { extensions: string } } };
    expect(transport.ws.extensions).toBe('');
  });
});
