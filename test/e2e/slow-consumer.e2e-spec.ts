import type { Socket as TcpSocket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inGroup, withService } from '../../src/timeline/conversation-target.js';
import { GracefulShutdown } from '../../src/ops/graceful-shutdown.js';
import { CmsConnections } from '../../src/realtime/cms/cms-connections.js';
import { ConnectionRegistry } from '../../src/realtime/connection-registry.js';
import { appended, command } from '../integration/support/writing.js';
import { type ChatApp, startChat, TEST_API_KEY } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';
import { Recorder } from './support/recorder.js';

const TWO_KB = 'x'.repeat(2048);
/** Far more than all buffers on the way hold, together with the thousand that the server keeps. */
const MOST = 12_000;

describe('A client that does not read', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3, 4);
  });
  afterAll(() => chat.close());

  const paused: TcpSocket[] = [];
  afterEach(() => {
    for (const tcp of paused.splice(0)) tcp.destroy();
  });

  const devicesOf = (uid: number): number => chat.app.get(ConnectionRegistry).of(uid).length;

  function stopReading(device: UserSocket): TcpSocket {
    const { transport } = device.socket.io.engine as unknown as { transport: { ws: { _socket: TcpSocket } } };
    const tcp = transport.ws._socket;
    tcp.pause();
    paused.push(tcp);
    return tcp;
  }

  it('is cut off, and others still get theirs', async () => {
    const log = new Recorder(chat.client);
    await log.group(1, 1, [1, 2, 3]);
    const [slow, healthy, other] = await Promise.all([log.connect(2), log.connect(2), log.connect(3)]);
    const tcp = stopReading(slow);
    const sent: number[] = [];
    while (devicesOf(2) === 2 && sent.length < MOST) {
      const answers = await Promise.all(
        Array.from({ length: 500 }, () =>
          log.logged({ uid: 1, conv: 'g:1:1', text: TWO_KB }, () =>
            appended(chat.app, command(1, 1, TWO_KB, { target: inGroup(1, 1) })),
          ),
        ),
      );
      sent.push(...answers.map(({ datas }) => datas ?? 0));
      await healthy.message(sent.at(-1) ?? 0);
    }
    expect(devicesOf(2)).toBe(1);
    expect(sent.length).toBeGreaterThan(1_000);
    expect(chat.log.filter(({ msg }) => String(msg).includes('Slow consumer'))).toHaveLength(1);
    // Everybody else has everything, in order, the same user's other device too.
    for (const device of [healthy, other]) {
      await device.message(sent.at(-1) ?? 0);
      expect(device.messages.map(({ msg_id }) => msg_id)).toEqual(sent);
    }
    expect([healthy, other].every(({ socket }) => socket.connected)).toBe(true);
    // Once it reads again it finds itself cut off.
    tcp.resume();
    await slow.until('the end', ({ socket }) => !socket.connected);
    expect(slow.messages.length).toBeLessThan(sent.length);
    await log.drain(3, 'g:1:1');
    log.passes({ minAcked: sent.length });
  }, 60_000);

  it('is cut off in /cms, too', async () => {
    const connections = (): number => chat.app.get(CmsConnections).all.length;
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: 111, nickname: 'account', photo: '' }));
    const [slow, healthy] = await Promise.all([1, 2].map(() => chat.client.connectCms({ api_key: TEST_API_KEY })));
    if (!slow || !healthy) throw new Error('Not connected');
    const tcp = stopReading(slow);
    let sent = 0;
    while (connections() === 2 && sent < MOST) {
      const answers = await Promise.all(
        Array.from({ length: 500 }, () => appended(chat.app, command(4, 4, TWO_KB, { target: withService(111, 4) }))),
      );
      sent += answers.length;
      await healthy.message(answers.at(-1)?.datas ?? 0);
    }
    expect(connections()).toBe(1);
    expect(healthy.messages).toHaveLength(sent);
    tcp.resume();
    await slow.until('the end', ({ socket }) => !socket.connected);
    healthy.close();
  }, 60_000);

  it('does not hold up the end of the server', async () => {
    const ending = await startChat();
    await ending.client.importUsers(1);
    const frozen = await ending.client.connect(1);
    stopReading(frozen);
    const start = performance.now();
    await ending.app.get(GracefulShutdown).drain();
    await ending.app.close();
    // The process gives itself 9.5 s before it ends as if it had crashed.
    expect(performance.now() - start).toBeLessThan(8_000);
    await ending.database.drop();
  }, 60_000);
});
