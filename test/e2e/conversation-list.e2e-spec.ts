import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import type { Push } from '../support/chat/user-socket.js';

interface List {
  readonly total: number;
  readonly conversations: { conversation_id: string; last_seq: number; last_message: Push; updated: string }[];
}

describe('getConversationList', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3, 4, 5);
    await chat.client.saveGroup(2, 7, [1, 2]);
    await chat.client.saveGroup(2, 8, [1]);
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: 9, nickname: '公众号', photo: '' }));
    datasOf(await chat.client.as(2).send(1, 'from 2'));
    datasOf(await chat.client.as(1).send(3, 'to 3'));
    datasOf(await chat.client.as(2).sendToGroup(2, 7, 'in 7'));
    datasOf(await chat.client.as(1).send(1, 'note'));
    datasOf(await chat.client.as(1).sendToGroup(4, 9, 'to the account'));
    datasOf(await chat.client.as(1).send(2, 'back to 2'));
  });
  afterAll(() => chat.close());

  const list = (uid: number, query: Record<string, unknown> = {}): Promise<Answer<List>> =>
    chat.client.as(uid).get<List>('message/getConversationList', query);
  const ids = async (uid: number, query: Record<string, unknown> = {}): Promise<string[]> =>
    datasOf(await list(uid, query)).conversations.map(({ conversation_id }) => conversation_id);

  const ALL = ['u:2', 's:9', 'u:1', 'g:2:7', 'u:3'];

  it('is latest first, and only of those with a message', async () => {
    expect(await ids(1)).toEqual(ALL);
    expect(await ids(3)).toEqual(['u:1']);
    expect((await list(4)).datas).toEqual({ total: 0, conversations: [] });
  });

  it('carries the last message as history does, and its time', async () => {
    const [first] = datasOf(await list(1)).conversations;
    const { messages } = datasOf(
      await chat.client.as(1).get<{ messages: Push[] }>('message/getHistory', { conversation_id: 'u:2' }),
    );
    expect(first).toEqual({
      conversation_id: 'u:2',
      last_seq: 2,
      unread: 1,
      last_message: messages[1],
      updated: messages[1]?.send_time,
    });
    // As the other one sees it.
    expect(datasOf(await list(2)).conversations[0]).toMatchObject({
      conversation_id: 'u:1',
      last_message: { conversation_id: 'u:1', body: { text: 'back to 2' } },
    });
  });

  it('has pages, the true total on each, also past the end', async () => {
    expect(await ids(1, { page: 1, page_size: 2 })).toEqual(ALL.slice(0, 2));
    expect(await ids(1, { page: 2, page_size: 2 })).toEqual(ALL.slice(2, 4));
    expect(await ids(1, { page: 3, page_size: 2 })).toEqual(ALL.slice(4));
    for (const query of [
      { page: 4, page_size: 2 },
      { page: 2 },
      { page: Number.MAX_SAFE_INTEGER, page_size: 1000 },
      { page: Number.MAX_SAFE_INTEGER },
    ]) {
      expect((await list(1, query)).datas).toEqual({ total: ALL.length, conversations: [] });
    }
    expect((await list(4, { page: 2, page_size: 10 })).datas).toEqual({ total: 0, conversations: [] });
  });

  it.each([{ page: 0 }, { page: 'x' }, { page_size: 0 }, { page_size: 1001 }, { page_size: '1e2' }])(
    'refuses %j, clamping nothing',
    async (query) => {
      expect(await list(1, query)).toMatchObject({ status: 400, error_code: 10000 });
    },
  );

  it('breaks ties of time by msg_id, descending', async () => {
    const now = Date.now();
    await chat.app.get(UnitOfWork).run((tx) => tx.execute('UPDATE messages SET created_at = ?', [now]));
    const { conversations } = datasOf(await list(1));
    const msgIds = conversations.map(({ last_message }) => last_message.msg_id);
    expect(msgIds).toEqual([...msgIds].sort((a, b) => b - a));
    expect(conversations).toHaveLength(ALL.length);
    // The pages of a list whose times are all the same fit together, too.
    const pages = await Promise.all([1, 2, 3].map((page) => ids(1, { page, page_size: 2 })));
    expect(pages.flat()).toEqual(conversations.map(({ conversation_id }) => conversation_id));
  });

  it('ends for a former member with the last message of their time', async () => {
    await chat.client.addMembers(2, 8, [5]);
    datasOf(await chat.client.as(1).sendToGroup(2, 8, 'for 5'));
    await chat.client.removeMembers(2, 8, [5]);
    datasOf(await chat.client.as(1).sendToGroup(2, 8, 'not for 5'));
    const former = { conversation_id: 'g:2:8', last_seq: 1, last_message: { body: { text: 'for 5' } } };
    expect(datasOf(await list(5))).toMatchObject({ total: 1, conversations: [former] });
    // Back again: nothing new was said yet.
    await chat.client.addMembers(2, 8, [5]);
    expect(datasOf(await list(5))).toMatchObject({ total: 1, conversations: [former] });
    datasOf(await chat.client.as(1).sendToGroup(2, 8, 'welcome back'));
    expect(datasOf(await list(5))).toMatchObject({ conversations: [{ last_seq: 3 }] });
  });

  it('leaves out a group in which nothing was said while one was in', async () => {
    await chat.client.addMembers(2, 8, [4]);
    expect(await ids(4)).toEqual([]);
    await chat.client.removeMembers(2, 8, [4]);
    datasOf(await chat.client.as(1).sendToGroup(2, 8, 'after 4 left'));
    expect((await list(4)).datas).toEqual({ total: 0, conversations: [] });
  });
});
