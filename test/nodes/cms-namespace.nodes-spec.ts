import { Redis as Connection } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PushOutcomeService } from '../../src/cms/pushes/push-outcome.service.js';
import { OperatorClient } from '../e2e/support/operators.js';
import type { ChatClient } from '../support/chat/chat-client.js';
import { type ChatNodes, startTwoNodes, waitForLink } from '../support/chat/chat-nodes.js';
import { datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';

const NEW_PASSWORD = 'zhang-yang-lu-1688';
const USERS = Array.from({ length: 20 }, (_, index) => index + 1);
const WITHIN_A_SECOND = { timeout: 1_000, interval: 20 };

interface Progress {
  readonly msg_id: number;
  readonly received: number;
  readonly read: number;
  readonly state: string;
}

describe('The namespace /cms of two nodes', () => {
  let chat: ChatNodes;
  let a: ChatClient;
  let b: ChatClient;
  let redis: Connection;
  let boss: OperatorClient;

  beforeAll(async () => {
    chat = await startTwoNodes();
    [a, b] = [chat.nodes[0].client, chat.nodes[1].client];
    redis = new Connection(chat.redis.url);
    await a.importUsers(...USERS);
    for (const service_id of [111, 112])
      datasOf(await a.cms('saveServiceAccount', { service_id, nickname: `account ${service_id}`, photo: '' }));
    boss = await OperatorClient.create(a, 'boss', 'admin');
  });
  afterAll(async () => {
    redis.disconnect();
    await chat.close();
  });

  const operator = async (username: string, ...services: number[]): Promise<OperatorClient> => {
    const created = await OperatorClient.create(a, username, 'operator');
    for (const service of services) await assign(username, service, 1);
    return created;
  };
  /** Through the one node; all connections are the other one's. */
  const assign = async (username: string, service_id: number, assigned: 0 | 1): Promise<void> => {
    datasOf(await boss.post('assignOperator', { username, service_id, assigned }));
  };
  const write = async (client: ChatClient, uid: number, service: number): Promise<number> =>
    datasOf(await client.as(uid).sendToGroup(4, service, 'hello'));
  const hears = async (socket: UserSocket, service: number, other: number): Promise<boolean> => {
    const id = await write(a, 1, service);
    await socket.message(await write(a, 1, other));
    return socket.messages.some(({ msg_id }) => msg_id === id);
  };
  const cmsChannels = async (): Promise<string[]> =>
    ((await redis.call('PUBSUB', 'SHARDCHANNELS', '*:cms')) as string[]).map((name) => name.replace(/^.*:/, ''));

  it('tells operators what users write through the other node, each once, from `connect` on', async () => {
    const lin = await operator('lin', 111);
    for (let round = 0; round < 10; round += 1) {
      const socket = await b.connectCms({ token: lin.token });
      // Every other time the user has a device here, too: the same news come on two channels.
      const device = round % 2 === 0 ? undefined : await b.connect(2);
      const [own, foreign, local] = [await write(a, 2, 111), await write(a, 2, 112), await write(b, 2, 111)];
      await socket.message(local);
      expect(socket.messages.map(({ msg_id }) => msg_id)).toEqual([own, local]);
      expect(socket.messages[0]).toMatchObject({ service_id: 111, conversation_id: 's:111', from: { uid: '2' } });
      await device?.message(local);
      if (device) expect(device.messages.map(({ msg_id }) => msg_id)).toEqual([own, foreign, local]);
      socket.close();
      device?.close();
    }
  });

  it('tells them of recalls that came through the other node', async () => {
    const socket = await b.connectCms({ token: boss.token });
    const id = await write(a, 3, 112);
    await socket.message(id);
    datasOf(await a.as(3).post('message/recallMessage', { msg_id: id }));
    await socket.until('the recall', (it) => it.of('message:recalled').length > 0);
    expect(socket.of('message:recalled')).toEqual([expect.objectContaining({ msg_id: id, service_id: 112 })]);
    socket.close();
  });

  it('shows the progress of receipts that came in through both, at most once a second, and of recalls', async () => {
    const wang = await operator('wang', 111);
    const [own, other] = [await b.connectCms({ token: wang.token }), await b.connectCms({ token: boss.token })];
    const stranger = await b.connectCms({ token: (await operator('stranger', 112)).token });
    const parameters = { service_id: 111, user_id: USERS, msg_type: 1, message: { text: 'a push' } };
    const id = datasOf(await boss.post<number>('sendMessage', parameters));
    const since = Date.now();
    for (const uid of USERS) {
      const client = uid % 2 === 0 ? a : b;
      datasOf(await client.as(uid).post('message/updateMessageReadStatus', { msg_id: id, status: 4 }));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const of = (socket: UserSocket): Progress[] =>
      socket.of<Progress>('push:progress').filter(({ msg_id }) => msg_id === id);
    for (const socket of [own, other]) {
      await socket.until('all receipts', (it) => of(it).some(({ read }) => read === USERS.length));
      expect(of(socket).length).toBeLessThanOrEqual((Date.now() - since) / 1000);
    }
    datasOf(await boss.post('recallMessage', { msg_id: id }));
    for (const socket of [own, other]) {
      await socket.until('the recall', (it) => of(it).some(({ state }) => state === 'recalled'));
      expect(of(socket).at(-1)).toEqual({ msg_id: id, receivers: 20, received: 20, read: 20, state: 'recalled' });
    }
    await stranger.message(await write(a, 4, 112));
    expect(stranger.received.map(({ event }) => event)).toEqual(['message']);
    for (const socket of [own, other, stranger]) socket.close();
  });

  it('costs a node nothing where nobody listens', async () => {
    await expect.poll(cmsChannels).toEqual([]);
    const reads = chat.nodes.map(({ app }) => vi.spyOn(app.get(PushOutcomeService), 'findAll'));
    const parameters = { service_id: 111, user_id: [1, 2], msg_type: 1, message: { text: 'unwatched' } };
    const unwatched = datasOf(await boss.post<number>('sendMessage', parameters));
    for (const [client, uid] of [
      [a, 1],
      [b, 2],
    ] as const)
      datasOf(await client.as(uid).post('message/updateMessageReadStatus', { msg_id: unwatched, status: 4 }));
    const socket = await b.connectCms({ token: boss.token });
    expect(await cmsChannels()).toEqual(['cms']);
    const watched = datasOf(await boss.post<number>('sendMessage', parameters));
    datasOf(await a.as(1).post('message/updateMessageReadStatus', { msg_id: watched, status: 4 }));
    await socket.until('the progress', (it) => it.of('push:progress').length > 0);
    // What moved before may still have been on its way to the other node.
    expect(reads.map(({ mock }) => mock.calls)).toEqual([[], [[expect.arrayContaining([watched])]]]);
    socket.close();
    await expect.poll(cmsChannels).toEqual([]);
    vi.restoreAllMocks();
  });

  describe.each([
    ['with Redis', false],
    ['while Redis is frozen', true],
  ])('%s', (_when, isFrozen) => {
    const when = async (work: () => Promise<void>): Promise<void> => {
      if (isFrozen) chat.redis.freeze();
      try {
        await work();
      } finally {
        if (isFrozen) chat.redis.thaw();
        await Promise.all(chat.nodes.map(waitForLink));
      }
    };

    it('follows assignments made through the other node within a second', async () => {
      const username = `zhao-${isFrozen}`;
      const zhao = await operator(username, 111, 112);
      const socket = await b.connectCms({ token: zhao.token });
      expect(await hears(socket, 112, 111)).toBe(true);
      const rooms = async (): Promise<string> => {
        const [own, other] = [await write(b, 5, 112), await write(b, 5, 111)];
        await socket.message(other);
        return socket.messages.some(({ msg_id }) => msg_id === own) ? 'both' : 'one';
      };
      await when(async () => {
        await assign(username, 112, 0);
        await expect.poll(rooms, WITHIN_A_SECOND).toBe('one');
        await assign(username, 112, 1);
        await expect.poll(rooms, WITHIN_A_SECOND).toBe('both');
      });
      socket.close();
    });

    it.each([
      ['a new password', (username: string) => boss.post('updateOperator', { username, password: NEW_PASSWORD })],
      ['the operator’s removal', (username: string) => boss.post('removeOperator', { username })],
    ])('ends connections within a second of %s through the other node', async (what, act) => {
      const username = `ending-${what.length}-${isFrozen}`;
      const socket = await b.connectCms({ token: (await operator(username, 111)).token });
      await when(async () => {
        datasOf(await act(username));
        const since = Date.now();
        await socket.until('the end', (it) => !it.socket.connected);
        expect(Date.now() - since).toBeLessThan(1_000);
      });
      expect(socket.received.at(-1)).toMatchObject({ event: 'session:ended', payload: { error_code: 10001 } });
    });
  });

  it('hints that something may have been missed, once Redis is back', async () => {
    const socket = await b.connectCms({ token: boss.token });
    await chat.redis.kill();
    const local = await write(b, 6, 111);
    await socket.message(local);
    const missed = await write(a, 6, 111);
    await chat.redis.restart();
    await Promise.all(chat.nodes.map(waitForLink));
    const hinted = (it: UserSocket): boolean => it.of('sync:hint').length > 0;
    await expect.poll(() => hinted(socket), { timeout: 20_000 }).toBe(true);
    expect(socket.messages.map(({ msg_id }) => msg_id)).not.toContain(missed);
    await socket.message(await write(a, 6, 111));
  }, 60_000);
});
