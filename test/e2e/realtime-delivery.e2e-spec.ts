import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { textMessage } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { TRANSPORTS } from '../support/chat/target.js';
import type { Push } from '../support/chat/user-socket.js';
import { Recorder } from './support/recorder.js';

describe('A push', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3);
    await chat.client.saveGroup(1, 5, [1, 2]);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: 9, nickname: '公众号', photo: '' }));
  });
  afterEach(() => chat.client.close());
  afterAll(() => chat.close());

  it('of a send right after `connect` arrives: the rooms are joined before', async () => {
    await Promise.all([1, 2].map((uid) => chat.client.token(uid)));
    const log = new Recorder(chat.client);
    await log.group(1, 6, [1, 2]);
    for (let round = 0; round < 25; round += 1) {
      const device = await log.connect(2);
      const [one, group] = await Promise.all([
        log.send(1, 2, `to you ${round}`),
        log.sendToGroup(1, 1, 6, `to all ${round}`),
      ]);
      await Promise.all([device.message(datasOf(one)), device.message(datasOf(group))]);
      device.close();
    }
    await log.drain(2, 'u:1');
    await log.drain(2, 'g:1:6');
    const { counts } = log.passes({ minAcked: 50, minReads: 2 });
    expect(counts.pushes).toBe(50);
  });

  it('reaches every device of the receiver, over either transport, once', async () => {
    const devices = await Promise.all([
      chat.client.connect(2),
      chat.client.connect(2),
      ...TRANSPORTS.map((transport) => chat.client.connect(2, { transports: [transport] })),
      chat.client.connect(2, { transports: [...TRANSPORTS].reverse() }),
    ]);
    const stranger = await chat.client.connect(3);
    const ids = [
      datasOf(await chat.client.as(1).send(2, 'one')),
      datasOf(await chat.client.as(1).sendToGroup(1, 5, 'two')),
      datasOf(await chat.client.as(1).send(2, 'three')),
    ];
    for (const device of devices) {
      await device.message(ids[2] ?? 0);
      expect(device.received.map(({ event }) => event)).toEqual(['message', 'message', 'message']);
      expect(device.messages.map(({ msg_id }) => msg_id)).toEqual(ids);
      for (const push of device.messages) expect(push).not.toHaveProperty('client_msg_id');
    }
    for (const device of devices) expect(device.messages).toEqual(devices[0]?.messages);
    expect(stranger.received).toEqual([]);
  });

  it.each([
    ['a user', 'message:send', { to_uid: 2 }, 'u:2'],
    ['a group', 'message:sendGroup', { to_uid: 5 }, 'g:1:5'],
    ['an official account', 'message:send', { to_uid: 9, send_type: 2 }, 's:9'],
    ['oneself', 'message:send', { to_uid: 1 }, 'u:1'],
  ])(
    'to %s goes to the sender’s other devices, with its client_msg_id, and not back',
    async (to, event, target, id) => {
      const [sending, other] = await Promise.all([chat.client.connect(1), chat.client.connect(1)]);
      const parameters = { ...target, message: textMessage('mine'), client_msg_id: `device ${to}` };
      const msgId = datasOf(await sending.emit<number>(event, parameters));
      const push = await other.message(msgId);
      expect(push).toMatchObject({ conversation_id: id, client_msg_id: `device ${to}`, from: { uid: '1' } });
      // Something that comes after it has arrived where it would have, too.
      const last = datasOf(await chat.client.as(3).send(1, 'last'));
      await sending.message(last);
      expect(sending.messages.map(({ msg_id }) => msg_id)).toEqual([last]);
      const { messages } = datasOf(
        await chat.client.as(1).get<{ messages: Push[] }>('message/getHistory', { conversation_id: id, limit: 1 }),
      );
      expect(messages).toEqual([push]);
    },
  );

  it('of a REST call goes to all of the sender’s devices', async () => {
    const devices = await Promise.all([chat.client.connect(1), chat.client.connect(1)]);
    const ids = [
      datasOf(await chat.client.as(1).send(2, 'by REST', 'rest 1')),
      datasOf(await chat.client.as(1).sendToGroup(1, 5, 'by REST', 'rest 2')),
      datasOf(await chat.client.as(1).sendToGroup(4, 9, 'by REST', 'rest 3')),
      datasOf(await chat.client.as(1).send(1, 'by REST', 'rest 4')),
    ];
    for (const device of devices) {
      await device.message(ids[3] ?? 0);
      expect(device.messages.map(({ msg_id, client_msg_id }) => [msg_id, client_msg_id])).toEqual(
        ids.map((msgId, index) => [msgId, `rest ${index + 1}`]),
      );
    }
  });

  it('carries no client_msg_id where the sender gave none', async () => {
    const device = await chat.client.connect(1);
    const push = await device.message(datasOf(await chat.client.as(1).send(2, 'plain')));
    expect(push).not.toHaveProperty('client_msg_id');
  });

  it('is the message as history has it', async () => {
    const device = await chat.client.connect(2);
    for (const type of ['u:1', 'g:1:5']) {
      const sender = chat.client.as(1);
      const answer = type === 'u:1' ? await sender.send(2, 'same') : await sender.sendToGroup(1, 5, 'same');
      const push = await device.message(datasOf(answer));
      const query = { conversation_id: type, limit: 1 };
      const { messages } = datasOf(await chat.client.as(2).get<{ messages: Push[] }>('message/getHistory', query));
      expect(messages).toEqual([push]);
    }
  });

  it('is not sent for what was refused, nor again for a repeat', async () => {
    const device = await chat.client.connect(2);
    const first = datasOf(await chat.client.as(1).send(2, 'once', 'once'));
    await chat.client.as(1).send(2, 'once', 'once');
    await chat.client.as(1).send(2, 'other', 'once');
    await chat.client.as(3).sendToGroup(1, 5, 'not a member');
    const last = datasOf(await chat.client.as(1).send(2, 'last'));
    await device.message(last);
    // A push may be repeated, with the same id; clients drop it.
    expect([...new Set(device.messages.map(({ msg_id }) => msg_id))]).toEqual([first, last]);
  });
});
