import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { textMessage } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { TRANSPORTS } from '../support/chat/target.js';
import { UserSocket } from '../support/chat/user-socket.js';
import { Recorder } from './support/recorder.js';

const BANNED = { error_code: 10001, error_msg: '未登录或登录凭证无效' };

describe('A banned user', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3);
  });
  beforeEach(() => chat.client.cms('unbanUser', { user_id: 1 }));
  afterAll(() => chat.close());

  const ban = async (): Promise<void> => void datasOf(await chat.client.cms('banUser', { user_id: 1 }));

  it('is refused by every call from the moment the ban answers, until unbanned', async () => {
    const user = chat.client.as(1);
    const log = new Recorder(chat.client);
    await log.group(1, 5, [1, 2]);
    for (let round = 0; round < 20; round += 1) {
      expect(await user.get('user/getUserInfo', { user_id: 1 })).toHaveProperty('datas');
      expect(await log.send(1, 2, `free ${round}`)).toHaveProperty('datas');
      await ban();
      const calls = [
        user.get('user/getUserInfo', { user_id: 1 }),
        log.send(1, 2, `banned ${round}`),
        log.sendToGroup(1, 1, 5, `banned ${round}`),
        user.get('message/getHistory', { conversation_id: 'u:2' }),
        user.get('message/getConversationList'),
      ];
      for (const answer of await Promise.all(calls)) expect(answer).toEqual({ status: 401, ...BANNED });
      datasOf(await chat.client.cms('unbanUser', { user_id: 1 }));
    }
    for (const conversation of ['u:1', 'g:1:5']) await log.drain(2, conversation);
    log.passes({ minAcked: 20, minReads: 2 });
  });

  it('is told nothing else of what they send: not that it is wrong, nor that it was stored before', async () => {
    const user = chat.client.as(1);
    const sent = { to_uid: 2, message: textMessage('once'), client_msg_id: 'before the ban' };
    const first = await user.post('message/sendMessage', sent);
    const calls: readonly [string, Record<string, unknown>, object][] = [
      ['message/sendMessage', sent, first],
      ['message/sendMessage', { ...sent, message: textMessage('twice') }, { error_code: 20009 }],
      ['message/sendMessage', { ...sent, to_uid: 999 }, { error_code: 20009 }],
      ['message/sendMessage', { ...sent, to_uid: 999, client_msg_id: undefined }, { error_code: 20001 }],
      ['message/sendMessage', { ...sent, to_uid: 'x' }, { error_code: 10000 }],
      ['message/sendMessage', { ...sent, message: '{"type":77}' }, { status: 400 }],
      ['message/sendGroupMessage', { ...sent, group_type: 1, client_msg_id: undefined }, { error_code: 20005 }],
      ['message/sendGroupMessage', { ...sent, group_type: 9 }, { error_code: 10000 }],
    ];
    for (const [call, parameters, answer] of calls) expect(await user.post(call, parameters)).toMatchObject(answer);
    await ban();
    for (const [call, parameters] of calls) {
      expect(await user.post(call, parameters)).toEqual({ status: 401, ...BANNED });
    }
    await chat.client.cms('unbanUser', { user_id: 1 });
    for (const [call, parameters, answer] of calls) expect(await user.post(call, parameters)).toMatchObject(answer);
  });

  it('is told on every device within a second, and cut off', async () => {
    const token = await chat.client.token(1);
    const devices = await Promise.all([
      ...[1, 2, 3].map(() => chat.client.connect(1)),
      ...TRANSPORTS.map((transport) => UserSocket.connect(chat.client.url, { token }, { transports: [transport] })),
    ]);
    const bystander = await chat.client.connect(2);
    const start = performance.now();
    await ban();
    for (const device of devices) {
      await device.until('the end', ({ socket }) => !socket.connected);
      expect(device.received).toEqual([{ event: 'session:ended', payload: BANNED }]);
    }
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(bystander.socket.connected).toBe(true);
    expect(bystander.received).toEqual([]);
  });

  it('cannot connect, and can again once unbanned, with the same token', async () => {
    await ban();
    await expect(chat.client.connect(1)).rejects.toMatchObject({ data: BANNED });
    await chat.client.cms('unbanUser', { user_id: 1 });
    const device = await chat.client.connect(1);
    datasOf(await chat.client.as(2).send(1, 'welcome back'));
    await device.until('the push', ({ messages }) => messages.length === 1);
  });

  it('does not slip in by a handshake that is under way', async () => {
    const auth = { token: await chat.client.token(1) };
    for (let round = 0; round < 30; round += 1) {
      const handshake = UserSocket.connect(chat.client.url, auth).then(
        (device) => device,
        (error: unknown) => error as { data: unknown },
      );
      // A little later in each round, so that the ban meets each of its steps.
      await new Promise((resolve) => setTimeout(resolve, round % 15));
      await ban();
      const outcome = await handshake;
      if (outcome instanceof UserSocket) {
        await outcome.until('the end', ({ socket }) => !socket.connected);
        expect(outcome.of('session:ended')).toEqual([BANNED]);
      } else {
        expect(outcome.data).toEqual(BANNED);
      }
      await chat.client.cms('unbanUser', { user_id: 1 });
    }
  });

  it('sends nothing more over a socket, whatever was on its way', async () => {
    const log = new Recorder(chat.client);
    const socket = await log.connect(1);
    const pipelined = Array.from({ length: 200 }, (_, index) => log.send(1, 3, `pipelined ${index}`, { socket }));
    const settled = Promise.allSettled(pipelined);
    // In the midst of them, not before the first.
    await Promise.all(pipelined.slice(0, 20));
    await ban();
    const known = await chat.client.as(3).get<{ last_seq: number }>('message/getHistory', { conversation_id: 'u:1' });
    await socket.until('the end', (device) => !device.socket.connected);
    await settled;
    // What was stored was stored before the ban answered: nothing comes after.
    expect(await log.drain(3, 'u:1')).toHaveLength(known.datas?.last_seq ?? 0);
    // And of what was answered well, all of it: the checker knows.
    log.passes({ minAcked: 20 });
  });

  it('still is who they are to others: pushes and profiles stay', async () => {
    await ban();
    expect(await chat.client.as(2).send(1, 'read it later')).toHaveProperty('datas');
    expect((await chat.client.as(2).get('user/getUserInfo', { user_id: 1 })).datas).toMatchObject({
      users: [{ user_id: 1 }],
    });
  });
});
