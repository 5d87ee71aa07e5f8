import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ConnectionRegistry } from '../../src/realtime/connection-registry.js';
import { TimelineReader } from '../../src/timeline/timeline-reader.js';
import { type ChatNodes, startTwoNodes, waitForLink } from '../support/chat/chat-nodes.js';
import { datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';

const seqsOf = (socket: UserSocket, conversation: string): number[] =>
  socket.messages.filter((push) => push.conversation_id === conversation).map((push) => push.seq);

describe('Two nodes', () => {
  let chat: ChatNodes;

  beforeAll(async () => {
    chat = await startTwoNodes();
    await chat.nodes[0].client.importUsers(1, 2, 3, 4);
    await chat.nodes[0].client.saveGroup(1, 7, [1, 2]);
  });
  afterAll(() => chat.close());

  it('push messages, receipts and recalls to each other', async () => {
    const [a, b] = chat.nodes;
    const [one, two] = await Promise.all([a.client.connect(1), b.client.connect(2)]);
    const id = datasOf(await a.client.as(1).send(2, 'across'));
    expect(await two.message(id)).toMatchObject({ conversation_id: 'u:1', body: { text: 'across' } });
    datasOf(await two.emit('message:read', { msg_id: id, status: 4 }));
    await one.until('the status', (socket) => socket.of('message:status').length > 0);
    expect(one.of('message:status')).toEqual([expect.objectContaining({ msg_id: id, uid: '2', status: 4 })]);
    datasOf(await a.client.as(1).post('message/recallMessage', { msg_id: id }));
    await two.until('the recall', (socket) => socket.of('message:recalled').length > 0);
    const own = datasOf(await b.client.as(1).send(2, 'from my other device'));
    expect(await one.message(own)).toMatchObject({ conversation_id: 'u:2' });
  });

  it('let a user who joins through one node hear the group on the other from then on, and until leaving', async () => {
    const [a, b] = chat.nodes;
    const three = await b.client.connect(3);
    datasOf(await a.client.as(1).sendToGroup(1, 7, 'before'));
    await a.client.addMembers(1, 7, [3]);
    const heard = datasOf(await a.client.as(1).sendToGroup(1, 7, 'while'));
    await three.message(heard);
    await a.client.removeMembers(1, 7, [3]);
    datasOf(await a.client.as(1).sendToGroup(1, 7, 'after'));
    const own = datasOf(await a.client.as(1).send(3, 'a later word'));
    await three.message(own);
    expect(three.messages.filter((push) => push.group).map((push) => push.body.text)).toEqual(['while']);
  });

  it('keep one order in a conversation that both write to', async () => {
    const [a, b] = chat.nodes;
    await a.client.saveGroup(1, 8, [1, 2, 3, 4]);
    const listeners = await Promise.all([a.client.connect(3), b.client.connect(4)]);
    const sends = Array.from({ length: 300 }, (_, i) =>
      (i % 2 === 0 ? a.client.as(1) : b.client.as(2)).sendToGroup(1, 8, `message ${i}`),
    );
    for (const answer of await Promise.all(sends)) datasOf(answer);
    const all = Array.from({ length: 300 }, (_, i) => i + 1);
    for (const listener of listeners) {
      await listener.until('300 pushes', (socket) => seqsOf(socket, 'g:1:8').length >= 300);
      expect(seqsOf(listener, 'g:1:8')).toEqual(all);
    }
  });

  it('push nothing of what was sent while nobody here heard the conversation, and the next message at once', async () => {
    const [a, b] = chat.nodes;
    // Neither has a socket anywhere yet.
    await b.client.importUsers(5, 6);
    await b.client.saveGroup(1, 9, [5, 6]);
    const say = async (text: string): Promise<[two: number, group: number]> => [
      datasOf(await b.client.as(6).send(5, text)),
      datasOf(await b.client.as(6).sendToGroup(1, 9, text)),
    ];
    const heard = async (socket: UserSocket, ids: number[]): Promise<UserSocket> => {
      for (const id of ids) await socket.message(id);
      return socket;
    };
    const first = await heard(await a.client.connect(5), await say('first'));
    first.close();
    await expect.poll(() => a.app.get(ConnectionRegistry).of(5)).toEqual([]);
    for (let i = 0; i < 20; i += 1) await say(`missed ${i}`);
    const reads = vi.spyOn(a.app.get(TimelineReader), 'read');
    const again = await heard(await a.client.connect(5), await say('again'));
    expect(again.messages.map((push) => push.body.text)).toEqual(['again', 'again']);
    expect(reads).not.toHaveBeenCalled();
    reads.mockRestore();
  });

  it('end the sockets of a banned user on both, within a second, even without Redis', async () => {
    const [a, b] = chat.nodes;
    for (const stopped of [false, true]) {
      const sockets = await Promise.all([a.client.connect(4), b.client.connect(4)]);
      if (stopped) chat.redis.freeze();
      const since = Date.now();
      datasOf(await a.client.cms('banUser', { user_id: 4 }));
      for (const socket of sockets) {
        await socket.until('the end', (it) => it.of('session:ended').length > 0);
        expect(socket.of('session:ended')).toEqual([expect.objectContaining({ error_code: 10001 })]);
      }
      expect(Date.now() - since).toBeLessThan(1500);
      if (stopped) chat.redis.thaw();
      datasOf(await a.client.cms('unbanUser', { user_id: 4 }));
      await Promise.all(chat.nodes.map(waitForLink));
    }
  });

  it('go on alone while Redis is away, and tell their sockets to sync when it is back', async () => {
    const [a, b] = chat.nodes;
    const [local, remote] = await Promise.all([a.client.connect(2), b.client.connect(2)]);
    await chat.redis.kill();
    const id = datasOf(await a.client.as(1).send(2, 'alone'));
    await local.message(id);
    expect(remote.messages.map((push) => push.msg_id)).not.toContain(id);
    await chat.redis.restart();
    await expect
      .poll(
        async () => {
          const probe = datasOf(await a.client.as(1).send(2, 'probe'));
          await local.message(probe);
          return remote.messages.some((push) => push.body.text === 'probe');
        },
        { timeout: 5000, interval: 200 },
      )
      .toBe(true);
    const hinted = (socket: UserSocket): boolean => socket.of('sync:hint').length > 0;
    for (const socket of [local, remote]) {
      await socket.until('a hint', hinted).catch(() => socket.until('a hint', hinted));
      const { messages } = datasOf(
        await socket.emit<{ messages: { msg_id: number }[] }>('message:sync', { known: {} }),
      );
      expect(messages.map((push) => push.msg_id)).toContain(id);
    }
  });
});
