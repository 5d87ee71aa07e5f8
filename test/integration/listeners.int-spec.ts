import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventBus } from '../../src/events/event-bus.js';
import { messageCreated } from '../../src/timeline/timeline-events.js';
import { Recorder } from '../e2e/support/recorder.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';

describe('Listeners of a message', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
  });
  afterAll(() => chat.close());

  it('a listener that throws, rejects or never resolves delays no answer', async () => {
    const events = chat.app.get(EventBus);
    const asked = { throwing: 0, rejecting: 0, hanging: 0 };
    const heard: number[] = [];
    events.subscribe(messageCreated, () => {
      asked.throwing += 1;
      throw new Error('thrown on purpose');
    });
    events.subscribe(messageCreated, () => Promise.reject(new Error(`rejected on purpose ${(asked.rejecting += 1)}`)));
    events.subscribe(messageCreated, () => {
      asked.hanging += 1;
      return new Promise(() => undefined);
    });
    events.subscribe(messageCreated, ({ message }) => heard.push(message.id));

    const log = new Recorder(chat.client);
    const device = await log.connect(2);
    const sent: number[] = [];
    for (let index = 0; index < 20; index += 1) sent.push(datasOf(await log.send(1, 2, `message ${index}`)));
    await device.message(sent.at(-1) ?? 0);
    // The one that subscribed after all of them heard everything, in order; so did the client.
    await expect.poll(() => heard).toEqual(sent);
    expect(device.messages.map((push) => push.msg_id)).toEqual(sent);
    expect(asked).toEqual({ throwing: 20, rejecting: 20, hanging: 20 });
    await log.drain(2, 'u:1');
    const { staleness } = log.passes({ minAcked: 20 });
    expect(staleness.max).toBeLessThan(1000);
    // The failures are told to the operator.
    const told = chat.log.filter(({ level, msg }) => level === 50 && String(msg).includes(messageCreated.name));
    expect(told).toHaveLength(40);
  });
});
