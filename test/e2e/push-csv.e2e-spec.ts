import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { PushAudienceRepository } from '../../src/cms/pushes/push-audience.repository.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { BASE_PATH } from '../support/chat/chat-client.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import { target } from '../support/chat/target.js';
import { OperatorClient } from './support/operators.js';

const SERVICE = 116;
/** As many as one page of a CSV holds, and a second one. */
const PAGE = 1_000;
const RECEIVERS = Array.from({ length: PAGE + 50 }, (_, index) => index + 1);

describe('Receivers of a push as CSV', () => {
  let chat: ChatApp;
  let msgId: number;
  let names = 0;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...RECEIVERS);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
    const push = { service_id: SERVICE, msg_type: 1, message: { text: 'x' }, user_id: RECEIVERS };
    msgId = datasOf(await chat.client.cms<number>('sendMessage', push));
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => chat.close());

  const exported = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${chat.client.url}${BASE_PATH}/cms/getPushReceivers?msg_id=${msgId}`, {
      headers: { accept: 'text/csv', ...headers },
    });
  const newcomer = async (role: 'admin' | 'operator'): Promise<OperatorClient> => {
    const who = await OperatorClient.create(chat.client, `${role}-${(names += 1)}`, role);
    const assignment = { username: who.username, service_id: SERVICE, assigned: 1 };
    datasOf(await chat.client.cms('assignOperator', assignment));
    return who;
  };

  describe.skipIf(target === 'cluster')('that has begun', () => {
    /** `work` is done once the first page has been read, and before the second one is. */
    const betweenPages = (work: () => Promise<Answer>): void => {
      const audience = chat.app.get(PushAudienceRepository);
      const find = audience.findReceivers.bind(audience);
      vi.spyOn(audience, 'findReceivers').mockImplementation(async (push, after, limit) => {
        if (after > 0) datasOf(await work());
        return find(push, after, limit);
      });
    };
    /** What came before the end, and whether that was the end of the file. */
    const take = async (response: Response): Promise<{ lines: string[]; isWhole: boolean }> => {
      const decoder = new TextDecoder();
      let text = '';
      let isWhole = true;
      try {
        for await (const chunk of response.body ?? []) text += decoder.decode(chunk as Uint8Array, { stream: true });
      } catch (error) {
        expect(error).toMatchObject({ message: 'terminated' });
        isWhole = false;
      }
      return { lines: text.split('\r\n').slice(1, -1), isWhole };
    };

    it('goes on for who may read it', async () => {
      const { token } = await newcomer('operator');
      betweenPages(() => chat.client.cms('removeOperator', { username: 'somebody-else' }));
      const { lines, isWhole } = await take(await exported({ authorization: `Bearer ${token}` }));
      expect([lines.length, isWhole]).toEqual([RECEIVERS.length, true]);
    });

    it.each([
      ['an operator is unassigned', 'operator', 'assignOperator', { service_id: SERVICE, assigned: 0 }],
      ['an operator is removed', 'operator', 'removeOperator', {}],
      ['an admin is removed', 'admin', 'removeOperator', {}],
    ] as const)('ends the connection when %s, and no page more goes out', async (_, role, call, parameters) => {
      const { token, username } = await newcomer(role);
      betweenPages(() => chat.client.cms(call, { username, ...parameters }));
      const response = await exported({ authorization: `Bearer ${token}` });
      expect(response.status).toBe(200);
      const { lines, isWhole } = await take(response);
      expect(isWhole).toBe(false);
      expect(lines.length).toBeLessThanOrEqual(PAGE);
    });
  });
});
