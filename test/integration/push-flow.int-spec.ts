import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';

const SERVICE = 7;
const RECEIVERS = Array.from({ length: 10_000 }, (_, index) => index + 1);
const SENDERS = RECEIVERS.slice(0, 20);

/** Everybody gets a push or nobody does, in one transaction: that must not stop the others. */
describe('While a push to 10,000 is under way', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...RECEIVERS);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    await Promise.all(SENDERS.map((uid) => chat.client.token(uid)));
  });
  afterAll(() => chat.close());

  const push = (text: string): Promise<Answer<number>> =>
    chat.client.cms<number>('sendMessage', { service_id: SERVICE, msg_type: 1, message: { text }, user_id: RECEIVERS });

  it.each(['the first, which makes its conversations', 'a later one'])(
    'other users’ sends keep flowing: %s',
    async (text) => {
      let isPushed = false;
      const pushing = push(text).then((answer) => {
        isPushed = true;
        return answer;
      });
      let during = 0;
      const answers: Answer<number>[] = [];
      await Promise.all(
        SENDERS.map(async (uid) => {
          for (let count = 1; !isPushed; count += 1) {
            answers.push(await chat.client.as(uid).send((uid % SENDERS.length) + 1, `${text} ${count}`));
            if (!isPushed) during += 1;
          }
        }),
      );
      datasOf(await pushing);
      expect(answers.filter(({ datas }) => datas === undefined)).toEqual([]);
      expect(during).toBeGreaterThan(0);
    },
  );

  it('another push of the account waits for it, and is sent', async () => {
    const [one, two] = await Promise.all([push('one'), push('two')]);
    expect(datasOf(two)).not.toBe(datasOf(one));
  });
});
