import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { Recorder } from '../e2e/support/recorder.js';

const SENDERS = Array.from({ length: 10 }, (_, index) => index + 1);
const TARGETS = Array.from({ length: 10 }, (_, index) => index + 21);

describe('Concurrent sends', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...SENDERS, ...TARGETS);
    // Tokens are issued before, so that the sends themselves are all there is to race.
    await Promise.all([...SENDERS, ...TARGETS].map((uid) => chat.client.token(uid)));
  });
  afterAll(() => chat.close());

  it('200 concurrent sends into one conversation leave seq 1…200', async () => {
    const log = new Recorder(chat.client);
    await log.group(2, 1, SENDERS);
    const devices = await Promise.all(SENDERS.map((uid) => log.connect(uid)));
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        const socket = devices[index % SENDERS.length];
        // Half of them over sockets, half over REST: one timeline.
        return log.sendToGroup(SENDERS[index % SENDERS.length] ?? 0, 2, 1, `message ${index}`, {
          ...(socket && index >= 100 ? { socket } : {}),
        });
      }),
    );
    expect(new Set(answers.map(datasOf)).size).toBe(200);
    await devices[0]?.until('all pushes of others', (device) => device.messages.length >= 190);
    for (const uid of SENDERS) {
      const seqs = (await log.drain(uid, 'g:2:1')).map((message) => message.seq);
      expect(seqs).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    }
    log.passes({ minAcked: 200, minReads: SENDERS.length });
  });

  it('50 concurrent sends with one client_msg_id store one message', async () => {
    const log = new Recorder(chat.client);
    const answers = await Promise.all(Array.from({ length: 50 }, () => log.send(1, 21, 'once', { cmid: 'once' })));
    expect(new Set(answers.map(datasOf)).size).toBe(1);
    expect(await log.drain(21, 'u:1')).toHaveLength(1);
    await log.drain(1, 'u:21');
    log.passes({ minAcked: 1, minReads: 2 });
  });

  it('50 concurrent sends with one client_msg_id store one message, over sockets and REST, beside other sends', async () => {
    const log = new Recorder(chat.client);
    const device = await log.connect(2);
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const [repeat] = await Promise.all([
          log.send(2, 22, 'twice', { cmid: 'both doors', ...(index % 2 ? { socket: device } : {}) }),
          log.send(3, 22, `beside ${index}`),
        ]);
        return datasOf(repeat);
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(await log.drain(22, 'u:2')).toHaveLength(1);
    expect(await log.drain(22, 'u:3')).toHaveLength(50);
    log.passes({ minAcked: 51 });
  });

  it('50 concurrent sends with one client_msg_id store one message, also to two targets: the other is told 20009', async () => {
    const log = new Recorder(chat.client);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => log.send(4, index % 2 ? 23 : 24, 'to two', { cmid: 'to two' })),
    );
    const ids = answers.flatMap(({ datas }) => datas ?? []);
    expect(new Set(ids).size).toBe(1);
    expect(ids).toHaveLength(25);
    expect(answers.filter(({ error_code }) => error_code === 20009)).toHaveLength(25);
    const stored = [...(await log.drain(23, 'u:4')), ...(await log.drain(24, 'u:4'))];
    expect(stored.map((message) => message.msg_id)).toEqual([...new Set(ids)]);
    log.passes({ minAcked: 1, minReads: 2 });
  });

  // However many wait, one of equal ids is carried out at a time.
  it('50 concurrent sends with one client_msg_id store one message, across conversations in several transactions', async () => {
    const log = new Recorder(chat.client);
    for (const cmid of ['across 0', 'across 1', 'across 2', 'across 3', 'across 4']) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => log.send(5, TARGETS[index % TARGETS.length] ?? 0, cmid, { cmid })),
      );
      const ids = answers.flatMap(({ datas }) => datas ?? []);
      expect(new Set(ids).size).toBe(1);
      expect(ids).toHaveLength(5);
      expect(answers.filter(({ error_code }) => error_code === 20009)).toHaveLength(45);
    }
    const stored = await Promise.all(TARGETS.map((uid) => log.drain(uid, 'u:5')));
    const texts = stored.flat().map((message) => message.body['text']);
    expect(texts.sort()).toEqual(['across 0', 'across 1', 'across 2', 'across 3', 'across 4']);
    log.passes({ minAcked: 5, minReads: TARGETS.length });
  });
});
