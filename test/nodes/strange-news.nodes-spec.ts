import { Redis as Connection } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { NodeLink } from '../../src/realtime/nodes/node-link.js';
import { startNode } from '../support/chat/chat-app.js';
import { type ChatNodes, startTwoNodes, waitForLink } from '../support/chat/chat-nodes.js';
import { datasOf } from '../support/chat/envelope.js';
import { createTestDatabase } from '../support/stores/test-database.js';

const STRANGER = '00000000-0000-4000-8000-000000000000';
const GROUP = { kind: 'group', groupType: 1, groupId: 7 };
const SENDER = { kind: 'user', id: 1, nickname: '', photo: '' };
const MESSAGE = { id: 1, conversationId: 1, target: GROUP, seq: 1, sender: SENDER, type: 1, body: {}, createdAt: 1 };

/** What no node writes: no JSON, no envelope, no news of any kind, and each kind with something wrong in it. */
const STRANGE = [
  'x',
  '',
  'null',
  '[]',
  '{}',
  `${STRANGER}:1:`,
  `${STRANGER}:2:null`,
  `${STRANGER}:3:{"sign":"hello"}`,
  ...[
    null,
    'message',
    {},
    { kind: 'toString' },
    { kind: 'message' },
    { kind: 'message', event: { message: { ...MESSAGE, target: { kind: 'group' } }, membersVersion: 1, receivers: 1 } },
    { kind: 'message', event: { message: { ...MESSAGE, seq: 'x' }, membersVersion: 1, receivers: 1 } },
    { kind: 'message', event: { message: { ...MESSAGE, sender: null }, membersVersion: 1, receivers: 1 } },
    { kind: 'message', event: { message: { ...MESSAGE, createdAt: 1e300 }, membersVersion: 1, receivers: 1 } },
    { kind: 'message', event: { message: { ...MESSAGE, body: 'text' }, membersVersion: 1, receivers: 1 } },
    { kind: 'receipts', event: { uid: 1, status: 3, at: 1 } },
    { kind: 'receipts', event: { uid: 1, status: 3, at: 1e300, messages: [] } },
    { kind: 'recalled' },
    { kind: 'recalled', message: { id: 1, conversationId: 1, seq: 1, target: { kind: 'users' } } },
    { kind: 'members', change: { conversationId: 1, target: GROUP, lastSeq: 0, version: 1, joined: 5, left: [] } },
    { kind: 'members', change: { conversationId: 1, target: GROUP, lastSeq: 0, version: 1, joined: [{}], left: [] } },
    { kind: 'banned', uid: [2] },
    { kind: 'pushProgress', ids: 'x' },
    { kind: 'pushProgress', ids: [1.5] },
  ].map((news, id) => `${STRANGER}:${10 + id}:${JSON.stringify({ news })}`),
];

describe('Nodes whose Redis others use too', () => {
  let chat: ChatNodes;
  let redis: Connection;

  beforeAll(async () => {
    chat = await startTwoNodes();
    redis = new Connection(chat.redis.url);
    await chat.nodes[0].client.importUsers(1, 2);
    await chat.nodes[0].client.saveGroup(1, 7, [1, 2]);
  });
  afterAll(async () => {
    redis.disconnect();
    await chat.close();
  });

  const channels = async (): Promise<string[]> => (await redis.call('PUBSUB', 'SHARDCHANNELS')) as string[];

  it('drop what is no message of a node, say so once a minute at most, and go on', async () => {
    const [a, b] = chat.nodes;
    const two = await b.client.connect(2);
    for (const channel of await channels()) for (const text of STRANGE) await redis.spublish(channel, text);
    for (const id of [await a.client.as(1).send(2, 'still'), await a.client.as(1).sendToGroup(1, 7, 'there')]) {
      await two.message(datasOf(id));
    }
    // Longer than a message waits for those before it.
    await pause(300);
    // Nest has one logger per process, the last node's: there is one warning of each.
    const complaints = chat.nodes.flatMap(({ log }) => log.filter(({ level }) => Number(level) >= 40));
    const complaint = expect.objectContaining({
      level: 40,
      msg: expect.stringContaining('dropped') as string,
    }) as object;
    expect(complaints).toEqual([complaint, complaint]);
  });

  it('hear nothing of another installation', async () => {
    const [a, b] = chat.nodes;
    const other = await startNode(await createTestDatabase(), { REDIS_URL: chat.redis.url });
    try {
      await waitForLink(other);
      await other.client.importUsers(1, 2);
      const [here, there] = await Promise.all([b.client.connect(2), other.client.connect(2)]);
      datasOf(await other.client.as(1).send(2, 'elsewhere'));
      datasOf(await other.client.cms('banUser', { user_id: 1 }));
      const id = datasOf(await a.client.as(1).send(2, 'here'));
      await here.message(id);
      expect(here.messages.map((push) => push.body.text)).toEqual(['here']);
      expect(there.messages.map((push) => push.body.text)).toEqual(['elsewhere']);
    } finally {
      await other.close();
    }
  });

  it('share short names of channels', async () => {
    expect(chat.nodes.map(({ app }) => app.get(NodeLink).state)).toEqual(['up', 'up']);
    const names = await channels();
    // One prefix for all, of both.
    expect(new Set(names.map((name) => name.split(':')[0])).size).toBe(1);
    for (const name of names) expect(name).toMatch(/^[0-9a-z]{1,11}:(nodes|u:\d+|g:\d:\d+)$/);
  });
});
