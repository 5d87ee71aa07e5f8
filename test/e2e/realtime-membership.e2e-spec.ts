import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import { Recorder } from './support/recorder.js';

const ROUNDS = 200;

describe('Who comes and goes while connected', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3, 4);
  });
  afterAll(() => chat.close());

  it('gets pushes from the moment the adding answers, and none of what is sent after the removal answers', async () => {
    const log = new Recorder(chat.client);
    await log.group(1, 1, [1]);
    const [device, second] = await Promise.all([log.connect(2), log.connect(2)]);
    const expected: number[] = [];
    for (let round = 0; round < 50; round += 1) {
      await log.join(1, 1, 2);
      expected.push(datasOf(await log.sendToGroup(1, 1, 1, `in ${round}`)));
      await log.leave(1, 1, 2);
      datasOf(await log.sendToGroup(1, 1, 1, `out ${round}`));
    }
    // What comes last in another conversation has everything before it.
    const last = datasOf(await log.send(1, 2, 'last'));
    for (const one of [device, second]) {
      await one.message(last);
      await one.until('all that was theirs', ({ messages }) => messages.length > expected.length);
      expect(one.messages.map(({ msg_id }) => msg_id).sort((a, b) => a - b)).toEqual([...expected, last]);
    }
    await log.drain(2, 'g:1:1');
    await log.drain(1, 'g:1:1');
    log.passes({ minAcked: 100, minReads: 2 });
  });

  it('200 rounds of adding, removing and sending at once: nobody is pushed what is not theirs (I10)', async () => {
    const log = new Recorder(chat.client);
    await log.group(2, 1, [1, 4]);
    const devices = await Promise.all([2, 3].map((uid) => log.connect(uid)));
    const steady = await log.connect(4);
    const sent: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const uid = 2 + (round % 2);
      const [one, , other] = await Promise.all([
        log.sendToGroup(1, 2, 1, `before ${round}`),
        log.join(2, 1, uid),
        log.sendToGroup(1, 2, 1, `while joining ${round}`),
      ]);
      const certain = datasOf(await log.sendToGroup(1, 2, 1, `within ${round}`));
      await devices[uid - 2]?.message(certain);
      const [third] = await Promise.all([
        log.sendToGroup(1, 2, 1, `while leaving ${round}`),
        log.leave(2, 1, uid),
        log.sendToGroup(uid, 2, 1, `one's own, perhaps the last ${round}`),
      ]);
      sent.push(datasOf(one), datasOf(other), certain, datasOf(third));
    }
    await Promise.all(sent.slice(-4).map((msgId) => steady.message(msgId)));
    // Who was a member throughout missed nothing.
    const seen = new Set(steady.messages.map(({ msg_id }) => msg_id));
    expect(sent.filter((msgId) => !seen.has(msgId))).toEqual([]);
    for (const uid of [1, 2, 3, 4]) await log.drain(uid, 'g:2:1');
    log.passes({ minAcked: 4 * ROUNDS, minReads: 4 });
  }, 60_000);

  it('connects in the midst of it, and misses nothing that is theirs', async () => {
    const log = new Recorder(chat.client);
    await log.group(3, 1, [1]);
    await chat.client.token(3);
    for (let round = 0; round < 40; round += 1) {
      const [device] = await Promise.all([log.connect(3), log.join(3, 1, 3)]);
      const certain = datasOf(await log.sendToGroup(1, 3, 1, `both done ${round}`));
      await device.message(certain);
      const again = log.connect(3);
      await Promise.all([again, log.leave(3, 1, 3), log.sendToGroup(1, 3, 1, `leaving ${round}`)]);
      datasOf(await log.sendToGroup(1, 3, 1, `gone ${round}`));
      const last = datasOf(await log.send(1, 3, `done ${round}`));
      for (const one of [device, await again]) {
        await one.message(last);
        expect(one.messages.map(({ body }) => body['text'])).not.toContain(`gone ${round}`);
        one.close();
      }
    }
    await log.drain(3, 'g:3:1');
    await log.drain(1, 'g:3:1');
    log.passes({ minAcked: 120, minReads: 2 });
  }, 60_000);
});
