import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { withService } from '../../src/timeline/conversation-target.js';
import type { AppendRules } from '../../src/timeline/writer/append-command.js';
import { TimelineWriter } from '../../src/timeline/writer/timeline-writer.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';

const SERVICE = 7;
const USER = 1;

describe('The ledger of official accounts', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(USER);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: SERVICE, nickname: 's', photo: '' }));
  });
  afterAll(() => chat.close());

  it('takes no push to a user whose receivers stand nowhere: nothing of it is stored', async () => {
    const rules: AppendRules = {
      consult: async () => () => ({
        allowed: true,
        sender: { kind: 'service', id: SERVICE, nickname: '', photo: '' },
        receivers: 1,
      }),
      assertMayBegin: () => Promise.resolve(),
    };
    const sent = chat.app.get(TimelineWriter).append({
      target: withService(SERVICE, USER),
      senderKind: 'service',
      senderId: SERVICE,
      clientMsgId: undefined,
      type: 1,
      body: { text: 'past the push writer' },
      origin: undefined,
      rules,
    });
    await expect(sent).rejects.toThrow('lists none');
    for (const table of ['messages', 'pushes', 'push_targets']) {
      expect(await chat.app.get(ReadStore).query(`SELECT COUNT(*) AS count FROM ${table}`)).toEqual([{ count: 0 }]);
    }
  });
});
