import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatApp, startChat, startNode } from '../support/chat/chat-app.js';
import { type ChatClient, textMessage, type UserClient } from '../support/chat/chat-client.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import { createTestDatabase } from '../support/stores/test-database.js';
import { block, blockedBy, EMPTY, hasBlocked, list, unblock } from './support/blacklist.js';

/** As a list: blacklist-list.e2e-spec.ts; told by many calls at once: blacklist-at-once.e2e-spec.ts. */
describe('The blacklist', () => {
  let chat: ChatApp;
  /** Two users whom no test had before, and who know nothing of each other. */
  let anna: UserClient;
  let bert: UserClient;
  let fresh = 1000;

  const newUser = async (): Promise<UserClient> => {
    const uid = (fresh += 1);
    await chat.client.importUsers(uid);
    return chat.client.as(uid);
  };

  beforeAll(async () => {
    chat = await startChat();
  });
  beforeEach(async () => {
    [anna, bert] = [await newUser(), await newUser()];
  });
  afterAll(() => chat.close());

  it('may be told the same twice: both calls answer 1 again', async () => {
    expect(await unblock(anna, bert.uid)).toEqual({ status: 200, datas: 1 });
    for (let repeat = 0; repeat < 3; repeat += 1) {
      expect(await block(anna, bert.uid)).toEqual({ status: 200, datas: 1 });
      expect((await list(anna)).datas).toMatchObject({ total: '1' });
    }
    for (let repeat = 0; repeat < 3; repeat += 1) {
      expect(await unblock(anna, bert.uid)).toEqual({ status: 200, datas: 1 });
      expect((await list(anna)).datas).toEqual(EMPTY);
    }
  });

  it('stops messages of the blocked one only, until the block is ended', async () => {
    datasOf(await anna.send(bert.uid, 'before'));
    datasOf(await bert.send(anna.uid, 'before'));
    datasOf(await block(anna, bert.uid));
    expect(await bert.send(anna.uid, 'while')).toMatchObject({ status: 403, error_code: 20003 });
    const socket = await bert.connect();
    const parameters = { to_uid: anna.uid, message: textMessage('while') };
    expect(await socket.emit('message:send', parameters)).toMatchObject({ error_code: 20003 });
    const heard = await socket.message(datasOf(await anna.send(bert.uid, 'the blocker still may')));
    expect(heard.body.text).toBe('the blocker still may');
    datasOf(await unblock(anna, bert.uid));
    datasOf(await bert.send(anna.uid, 'after'));
    const { messages } = datasOf(
      await anna.get<{ messages: { body: { text: string } }[] }>('message/getHistory', {
        conversation_id: `u:${bert.uid}`,
      }),
    );
    expect(messages.map(({ body }) => body.text)).toEqual(['before', 'before', 'the blocker still may', 'after']);
  });

  it('takes a block before any message, which leaves no conversation to be seen', async () => {
    datasOf(await block(anna, bert.uid));
    expect(await bert.send(anna.uid, 'first words')).toMatchObject({ error_code: 20003 });
    for (const user of [anna, bert]) {
      expect((await user.get('message/getConversationList')).datas).toEqual({ total: 0, conversations: [] });
    }
  });

  it('tells whom one blocked oneself, and never by whom one was blocked', async () => {
    datasOf(await block(anna, bert.uid));
    expect([await hasBlocked(anna, bert.uid), await hasBlocked(bert, anna.uid)]).toEqual([1, 0]);
    expect(await blockedBy(bert)).toEqual([]);
    datasOf(await block(bert, anna.uid));
    datasOf(await unblock(anna, bert.uid));
    expect([await hasBlocked(anna, bert.uid), await hasBlocked(bert, anna.uid)]).toEqual([0, 1]);
    // Each is of one direction alone.
    expect(await anna.send(bert.uid, 'x')).toMatchObject({ error_code: 20003 });
    datasOf(await bert.send(anna.uid, 'x'));
  });

  it('takes neither oneself nor somebody unknown', async () => {
    expect(await block(anna, anna.uid)).toMatchObject({ status: 400, error_code: 30001 });
    expect(await block(anna, 999_999)).toMatchObject({ status: 404, error_code: 20001 });
    for (const to of [anna.uid, 999_999]) {
      expect(await unblock(anna, to)).toEqual({ status: 200, datas: 1 });
      expect(await hasBlocked(anna, to)).toBe(0);
    }
    expect((await list(anna)).datas).toEqual(EMPTY);
    datasOf(await anna.send(anna.uid, 'note to self'));
  });

  it('blocks somebody banned, too, and a ban ends no block', async () => {
    datasOf(await chat.client.cms('banUser', { user_id: bert.uid }));
    datasOf(await block(anna, bert.uid));
    datasOf(await chat.client.cms('unbanUser', { user_id: bert.uid }));
    expect(await blockedBy(anna)).toEqual([bert.uid]);
    expect(await bert.send(anna.uid, 'x')).toMatchObject({ error_code: 20003 });
  });

  it('leaves a stored send its answer: its repeat gets it even from a blocked sender', async () => {
    const first = datasOf(await bert.send(anna.uid, 'stored', 'mine'));
    expect(await anna.send(bert.uid, 'x')).toHaveProperty('datas');
    datasOf(await block(anna, bert.uid));
    expect(await bert.send(anna.uid, 'stored', 'mine')).toEqual({ status: 200, datas: first });
    const socket = await bert.connect();
    const repeat = { to_uid: anna.uid, message: textMessage('stored'), client_msg_id: 'mine' };
    expect((await socket.emit('message:send', repeat)).datas).toBe(first);
    expect(await bert.send(anna.uid, 'another', 'mine')).toMatchObject({ status: 409, error_code: 20009 });
    // What was refused was not stored: its id is free.
    expect(await bert.send(anna.uid, 'new', 'new')).toMatchObject({ error_code: 20003 });
    datasOf(await unblock(anna, bert.uid));
    expect(datasOf(await bert.send(anna.uid, 'newer', 'new'))).toBeGreaterThan(first);
    expect(await bert.get('message/getHistory', { conversation_id: `u:${anna.uid}` })).toMatchObject({
      datas: { last_seq: 3 },
    });
  });

  it('does not apply inside groups, nor to official accounts', async () => {
    datasOf(await chat.client.cms('saveServiceAccount', { service_id: anna.uid, nickname: '公众号', photo: '' }));
    datasOf(await block(anna, bert.uid));
    for (const type of [1, 2, 3]) {
      await chat.client.saveGroup(type, anna.uid, [anna.uid, bert.uid]);
      const listener = await anna.connect();
      const push = await listener.message(datasOf(await bert.sendToGroup(type, anna.uid, 'to all')));
      expect(push).toMatchObject({ from: { uid: String(bert.uid) }, body: { text: 'to all' } });
      datasOf(await anna.sendToGroup(type, anna.uid, 'to all'));
    }
    // The account has the id of the user who blocks.
    datasOf(await bert.sendToGroup(4, anna.uid, 'to the account'));
  });
});

it('A blacklist survives the server', async () => {
  const database = await createTestDatabase();
  const keep = { ...database, drop: () => Promise.resolve() };
  const during = async (work: (client: ChatClient) => Promise<void>): Promise<void> => {
    const chat = await startNode(keep);
    try {
      await work(chat.client);
    } finally {
      await chat.close();
    }
  };
  let before: Answer | undefined;
  await during(async (client) => {
    await client.importUsers(1, 2, 3);
    for (const uid of [2, 3]) datasOf(await block(client.as(1), uid));
    datasOf(await unblock(client.as(1), 3));
    before = await list(client.as(1));
    expect(before.datas).toMatchObject({ total: '1', blacklist: [{ user_id: 2 }] });
  });
  await during(async (client) => {
    // The host app imports its users again.
    await client.importUsers(1, 2, 3);
    expect(await list(client.as(1))).toEqual(before);
    expect(await client.as(2).send(1, 'x')).toMatchObject({ error_code: 20003 });
    datasOf(await client.as(3).send(1, 'x'));
  });
  await database.drop();
});
