import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { SendMessageService } from '../../src/messaging/send/send-message.service.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { BASE_PATH, textMessage } from '../support/chat/chat-client.js';

/** Longer than a connection may be silent that asks for nothing. */
const LONG_MS = 11_000;
const ANSWERED_WITHIN_MS = 20_000;
/** Twice the ten seconds, as Node first looks whether any of what it writes was taken; a call may take sixty. */
const ENDED_WITHIN_MS = 40_000;
/** Answers of half a MiB and more together than the kernel takes in for somebody who does not read. */
const UNREAD = 200;

describe('A call that takes long', () => {
  let chat: ChatApp;
  let sockets: Socket[] = [];

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    for (const socket of sockets) socket.destroy();
    sockets = [];
  });
  afterAll(() => chat.close());

  /** The next send takes so long. @returns what resolves once it is being carried out */
  function sendTakes(ms: number): Promise<void> {
    const service = chat.app.get(SendMessageService);
    const send = service.send.bind(service);
    return new Promise((resolve) => {
      vi.spyOn(service, 'send').mockImplementationOnce(async (...args) => {
        resolve();
        await pause(ms);
        return send(...args);
      });
    });
  }

  function open(): { socket: Socket; heard: () => string; closed: Promise<void> } {
    const { hostname, port } = new URL(chat.client.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    let text = '';
    socket.on('data', (data) => (text += data.toString()));
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    return { socket, heard: () => text, closed };
  }

  async function sendRequest(): Promise<string> {
    const body = JSON.stringify({ to_uid: 2, message: textMessage('late') });
    const head = [
      `POST ${BASE_PATH}/message/sendMessage HTTP/1.1`,
      'Host: chat',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      `Authorization: Bearer ${await chat.client.token(1)}`,
    ];
    return `${head.join('\r\n')}\r\n\r\n${body}`;
  }

  it('is answered on the connection that asked, also where that has asked for more meanwhile', async () => {
    void sendTakes(LONG_MS);
    const { socket, heard } = open();
    socket.write(`${await sendRequest()}GET /healthz HTTP/1.1\r\nHost: chat\r\n\r\n`);
    await expect
      .poll(heard, { timeout: ANSWERED_WITHIN_MS })
      .toMatch(/^HTTP\/1\.1 200 OK[^]*"datas":\d+[^]*HTTP\/1\.1 200 OK/);
  });

  it('is not answered with what is wrong with the request after it', async () => {
    const begun = sendTakes(1_000);
    const { socket, heard, closed } = open();
    socket.write(await sendRequest());
    await begun;
    socket.write('no HTTP\r\n\r\n');
    await closed;
    expect(heard()).toBe('');
  });

  it(
    'is over with its answer: a connection that does not take that ends as a silent one',
    { timeout: 60_000 },
    async () => {
      const theirs = new Promise<Socket>((resolve) => chat.app.getHttpServer().once('connection', resolve));
      const { socket } = open();
      socket.pause();
      socket.write('GET /docs-json HTTP/1.1\r\nHost: chat\r\n\r\n'.repeat(UNREAD));
      const { destroyed } = await theirs;
      expect(destroyed).toBe(false);
      await expect.poll(async () => (await theirs).destroyed, { timeout: ENDED_WITHIN_MS, interval: 200 }).toBe(true);
    },
  );
});
