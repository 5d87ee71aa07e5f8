import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConnectionRegistry } from '../../src/realtime/connection-registry.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { textMessage } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { UserSocket } from '../support/chat/user-socket.js';
import { Recorder } from './support/recorder.js';
import { inSeconds, sign } from './support/tokens.js';

const EXPIRED = { error_code: 10002, error_msg: '登录凭证已过期' };

describe('A session', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
  });
  afterAll(() => chat.close());

  const connect = async (exp: number, options?: object): Promise<UserSocket> =>
    UserSocket.connect(chat.client.url, { token: await sign({ exp }) }, options);
  const connections = (): number => chat.app.get(ConnectionRegistry).of(1).length;

  it('ends within a second of its token’s exp, on every device, and says why', async () => {
    const [first, later] = [inSeconds(2), inSeconds(3)];
    const devices = [
      { exp: first, device: await connect(first) },
      { exp: first, device: await connect(first, { transports: ['polling'] }) },
      { exp: later, device: await connect(later, { extraHeaders: { 'accept-language': 'en' } }) },
    ];
    const staying = await connect(inSeconds(60));
    expect(connections()).toBe(4);
    await Promise.all(
      devices.map(async ({ exp, device }) => {
        await device.until('the end', ({ socket }) => !socket.connected);
        const late = Date.now() - exp * 1000;
        expect(late).toBeGreaterThanOrEqual(0);
        expect(late).toBeLessThan(1_000);
        expect(device.received).toEqual([
          {
            event: 'session:ended',
            payload: exp === later ? { error_code: 10002, error_msg: 'The token has expired' } : EXPIRED,
          },
        ]);
      }),
    );
    expect(staying.socket.connected).toBe(true);
    staying.close();
    await expect.poll(connections).toBe(0);
  });

  it('sends nothing more once its token has expired', async () => {
    const log = new Recorder(chat.client);
    datasOf(await log.send(1, 2, 'with another token'));
    const exp = inSeconds(1);
    const device = await connect(exp);
    const answers: unknown[] = [];
    for (let index = 0; device.socket.connected; index += 1) {
      const text = `message ${index}`;
      const before = Date.now();
      const asked = log.logged({ uid: 1, conv: 'u:1:2', text }, () =>
        device.socket.timeout(500).emitWithAck('message:send', { to_uid: 2, message: textMessage(text) }),
      );
      const answer: unknown = await asked.catch(() => undefined);
      if (before > exp * 1000 && answer !== undefined) answers.push(answer);
    }
    for (const answer of answers) expect(answer).toEqual(EXPIRED);
    expect(device.of('session:ended')).toEqual([EXPIRED]);
    await log.drain(2, 'u:1');
    log.passes({ minAcked: 1 });
  });

  it('of a token that holds longer than any timer can wait goes on', async () => {
    const device = await connect(inSeconds(100 * 365 * 86_400));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(device.socket.connected).toBe(true);
    device.close();
    await expect.poll(connections).toBe(0);
  });
});
