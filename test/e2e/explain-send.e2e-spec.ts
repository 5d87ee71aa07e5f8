import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import { block } from './support/blacklist.js';

/** What it answers in each situation: policy-table.e2e-spec.ts. */
describe('explainSend', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2);
    await chat.client.saveGroup(2, 5, [1]);
  });
  afterAll(() => chat.close());

  const explain = (query: Record<string, unknown>): Promise<Answer> =>
    chat.client.get('cms/explainSend', query, { 'x-api-key': chat.client.apiKey });
  const ALLOWED = { status: 200, datas: { allowed: true, rule: null, error_code: null } };

  it('says why somebody cannot write to her, and that she still can to him', async () => {
    datasOf(await block(chat.client.as(2), 1));
    const datas = { allowed: false, rule: 'blocked_by_receiver', error_code: 20003 };
    expect(await explain({ from_uid: 1, to_uid: 2 })).toEqual({ status: 200, datas });
    expect(await explain({ from_uid: 2, to_uid: 1 })).toEqual(ALLOWED);
  });

  it('makes no conversation, sends nothing', async () => {
    for (const [from_uid, to_uid] of [
      [1, 2],
      [2, 1],
      [1, 1],
    ]) {
      await explain({ from_uid, to_uid });
    }
    expect(await explain({ from_uid: 1, group_type: 2, group_id: 5 })).toEqual(ALLOWED);
    const list = await chat.client.as(1).get('message/getConversationList');
    expect(list.datas).toEqual({ total: 0, conversations: [] });
  });

  it('knows only senders that exist', async () => {
    for (const target of [{ to_uid: 2 }, { to_uid: 404 }, { group_type: 2, group_id: 5 }]) {
      expect(await explain({ from_uid: 404, ...target })).toMatchObject({ status: 404, error_code: 20001 });
    }
  });

  it.each([
    [{}, 'from_uid'],
    [{ to_uid: 2 }, 'from_uid'],
    [{ from_uid: 1 }, 'to_uid'],
    [{ from_uid: 1, to_uid: 0 }, 'to_uid'],
    [{ from_uid: 1, to_uid: 2, group_type: 2, group_id: 5 }, 'to_uid'],
    [{ from_uid: 1, to_uid: 2, group_id: 5 }, 'to_uid'],
    [{ from_uid: 1, group_id: 5 }, 'group_type'],
    [{ from_uid: 1, group_type: 2 }, 'group_id'],
    [{ from_uid: 1, group_type: 5, group_id: 5 }, 'group_type'],
  ])('takes one target, not %j', async (query, name) => {
    expect(await explain(query)).toEqual({ status: 400, error_code: 10000, error_msg: `参数错误：${name}` });
  });

  it('is for support, not for users', async () => {
    expect(await chat.client.as(1).get('cms/explainSend', { from_uid: 1, to_uid: 2 })).toMatchObject({
      status: 401,
      error_code: 10001,
    });
  });
});
