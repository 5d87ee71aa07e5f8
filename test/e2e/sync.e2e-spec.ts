import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReadStore } from '../../src/database/read-store.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import type { Push } from '../support/chat/user-socket.js';

interface SyncAnswer {
  messages: (Push & { recalled?: true })[];
  has_more: boolean;
  recalled: { msg_id: number; conversation_id: string; seq: number }[];
  recalls_cursor: number;
}

describe('Sync and recall', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat({ RECALL_WINDOW: '2' });
    await chat.client.importUsers(1, 2, 3);
    await chat.client.saveGroup(1, 7, [1, 2]);
  });
  afterAll(() => chat.close());

  const sync = async (uid: number, known: object, more: object = {}): Promise<SyncAnswer> =>
    datasOf(await chat.client.as(uid).post<SyncAnswer>('message/sync', { known, ...more }));
  const texts = (answer: SyncAnswer): unknown[] => answer.messages.map((push) => push.body.text ?? push.body);

  it('returns everything visible beyond what is known, in pages, over REST and socket alike', async () => {
    for (const text of ['a', 'b', 'c']) datasOf(await chat.client.as(1).send(2, text));
    datasOf(await chat.client.as(1).sendToGroup(1, 7, 'g1'));
    await chat.client.addMembers(1, 7, [3]);
    datasOf(await chat.client.as(1).sendToGroup(1, 7, 'g2'));
    await chat.client.removeMembers(1, 7, [3]);
    datasOf(await chat.client.as(1).sendToGroup(1, 7, 'g3'));

    expect(texts(await sync(2, {})).sort()).toEqual(['a', 'b', 'c', 'g1', 'g2', 'g3']);
    expect(texts(await sync(3, {}))).toEqual(['g2']);
    expect(texts(await sync(2, { 'u:1': 2, 'g:1:7': 3 }))).toEqual(['c']);
    const known: Record<string, number> = {};
    const collected: unknown[] = [];
    for (let more = true; more;) {
      const page = await sync(2, known, { limit: 2 });
      for (const push of page.messages) {
        expect(push.seq).toBe((known[push.conversation_id] ?? 0) + 1);
        known[push.conversation_id] = push.seq;
      }
      collected.push(...texts(page));
      more = page.has_more;
    }
    expect(collected.sort()).toEqual(['a', 'b', 'c', 'g1', 'g2', 'g3']);
    const socket = await chat.client.connect(2);
    expect(datasOf(await socket.emit('message:sync', { known: { 'u:1': 1 } }))).toEqual(await sync(2, { 'u:1': 1 }));
    expect(await chat.client.as(2).post('message/sync', { known: { nonsense: 1 } })).toMatchObject({
      error_code: 10000,
    });
    expect(await chat.client.as(2).post('message/sync', { known: { 'u:1': -1 } })).toMatchObject({ error_code: 10000 });
  });

  it('keeps the place of a recalled message, without its body anywhere, and tells who has it', async () => {
    const [receiver, former] = await Promise.all([chat.client.connect(2), chat.client.connect(3)]);
    const before = await sync(2, {});
    const id = datasOf(await chat.client.as(1).send(2, 'regretted'));
    const place = (await receiver.message(id)).seq;
    expect(await chat.client.as(2).post('message/recallMessage', { msg_id: id })).toMatchObject({ error_code: 20002 });
    for (let i = 0; i < 2; i += 1) {
      expect(await chat.client.as(1).post('message/recallMessage', { msg_id: id })).toMatchObject({ datas: 1 });
    }
    await receiver.until('the recall', (socket) => socket.of('message:recalled').length > 0);
    expect(receiver.of('message:recalled')).toEqual([{ msg_id: id, conversation_id: 'u:1', seq: place }]);
    expect(former.of('message:recalled')).toEqual([]);

    const after = await sync(2, { 'u:1': place - 1, 'g:1:7': 3 }, { recalls_after: before.recalls_cursor });
    expect(after.recalled).toEqual([{ msg_id: id, conversation_id: 'u:1', seq: place }]);
    expect(after.messages).toEqual([
      expect.objectContaining({
        msg_id: id,
        seq: place,
        msg_type: '0',
        recalled: true,
        body: {},
        conversation_id: 'u:1',
      }),
    ]);
    expect((await sync(2, {}, { recalls_after: after.recalls_cursor })).recalled).toEqual([]);
    const rows = await chat.app.get(ReadStore).query<{ body: string }>('SELECT body FROM messages WHERE id = ?', [id]);
    expect(rows).toEqual([{ body: '' }]);
    const list = datasOf(
      await chat.client
        .as(2)
        .get<{ conversations: { conversation_id: string; unread: number }[] }>('message/getConversationList'),
    );
    expect(list.conversations.find((item) => item.conversation_id === 'u:1')?.unread).toBe(3);
  });

  it('refuses a recall past the window', async () => {
    const id = datasOf(await chat.client.as(1).send(2, 'too late'));
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect(await chat.client.as(1).post('message/recallMessage', { msg_id: id })).toMatchObject({ error_code: 20012 });
  });

  it('tells members and the one concerned who joins and leaves', async () => {
    const [member, concerned] = await Promise.all([chat.client.connect(1), chat.client.connect(3)]);
    await chat.client.addMembers(1, 7, [3]);
    const joined = { group: { group_id: '7', group_type: '1' }, uid: '3' };
    for (const socket of [member, concerned]) {
      await socket.until('group:joined', (it) => it.of('group:joined').length > 0);
      expect(socket.of('group:joined')).toEqual([joined]);
    }
    await chat.client.removeMembers(1, 7, [3]);
    for (const socket of [member, concerned]) {
      await socket.until('group:left', (it) => it.of('group:left').length > 0);
      expect(socket.of('group:left')).toEqual([joined]);
    }
  });
});
