import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textMessage } from '../support/chat/chat-client.js';
import { datasOf } from '../support/chat/envelope.js';
import { readiness, startCluster, type TestCluster, unexpectedIn } from '../support/cluster.js';

describe('Two nodes behind nginx', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startCluster();
    await cluster.client.importUsers(1, 2, 3);
    await cluster.client.saveGroup(1, 7, [1, 2, 3]);
  });
  afterAll(() => cluster.stop());

  it('are each ready', async () => {
    const ready = { code: 200, status: 'ready', database: 'up', redis: 'up' };
    expect(await Promise.all(cluster.nodes.map(readiness))).toEqual([ready, ready]);
  });

  it('carry calls, whichever node takes them', async () => {
    const sent: number[] = [];
    for (let i = 0; i < 10; i += 1) sent.push(datasOf(await cluster.client.as(1).send(2, `call ${i}`)));
    for (const { client } of [cluster, ...cluster.nodes]) {
      const history = await client.as(2).get<{ messages: { msg_id: number }[] }>('message/getHistory', {
        conversation_id: 'u:1',
        after_seq: 0,
      });
      expect(datasOf(history).messages.map((push) => push.msg_id)).toEqual(sent);
    }
    // Both took part.
    for (const node of cluster.nodes) expect(node.output().join('\n')).toContain('message/sendMessage');
  });

  it('carry WebSockets, and messages and receipts from node to node', async () => {
    const [a, b] = cluster.nodes;
    const [one, two, three] = await Promise.all([
      a.client.connect(1),
      b.client.connect(2),
      cluster.client.connect(3, { extraHeaders: { 'x-forwarded-for': '203.0.113.9' } }),
    ]);
    const toTwo = datasOf(
      await one.emit<number>('message:send', { to_uid: 2, message: textMessage('from A'), client_msg_id: 'a-1' }),
    );
    expect(await two.message(toTwo)).toMatchObject({ conversation_id: 'u:1', body: { text: 'from A' } });
    datasOf(await two.emit('message:received', { msg_id: toTwo, status: 3 }));
    datasOf(await two.emit('message:read', { msg_id: toTwo, status: 4 }));
    await one.until('both receipts', (socket) => socket.of('message:status').length >= 2);
    expect(one.of('message:status')).toEqual(
      [3, 4].map((status) => expect.objectContaining({ msg_id: toTwo, conversation_id: 'u:2', uid: '2', status })),
    );

    const toAll = datasOf(
      await two.emit<number>('message:sendGroup', { group_type: 1, to_uid: 7, message: textMessage('from B') }),
    );
    for (const socket of [one, three]) {
      expect(await socket.message(toAll)).toMatchObject({ conversation_id: 'g:1:7', body: { text: 'from B' } });
    }
  });

  it('take WebSockets only: polling would need one node for a whole session', async () => {
    const { status } = await fetch(`${cluster.url}/socket.io/?EIO=4&transport=polling`);
    expect(status).toBe(400);
  });

  it('refuse what is too large in the envelope, whoever refuses', async () => {
    const mebibytes = (n: number): Promise<unknown> =>
      cluster.client.cms('importUsers', { users: [], padding: 'x'.repeat(n * 1024 * 1024) });
    // The node refuses the first, and nginx the second.
    for (const n of [1.5, 3]) expect(await mebibytes(n)).toMatchObject({ status: 413, error_code: 10006 });
  });

  it('serve as long as one of them is there, and say in the envelope when none is', async () => {
    const [a, b] = cluster.nodes;
    const socket = await cluster.client.connect(2);
    await b.kill();
    // The sockets' own upstream finds out by itself.
    const again = await cluster.client.connect(3);
    for (let i = 0; i < 10; i += 1) datasOf(await cluster.client.as(1).sendToGroup(1, 7, `alone ${i}`));
    await again.until('ten messages', ({ messages }) => messages.length === 10);
    await a.kill();
    expect(await cluster.client.as(1).send(2, 'nobody there', 'n-1')).toEqual({
      status: 503,
      error_code: 10007,
      error_msg: expect.stringContaining('稍后重试'),
    });
    await Promise.all([a.start(), b.start()]);
    await expect
      .poll(async () => (await cluster.client.as(1).send(2, 'nobody there', 'n-1')).datas, { timeout: 5000 })
      .toBeTypeOf('number');
    expect(cluster.nodes.flatMap(unexpectedIn)).toEqual([]);
    expect(socket.socket.connected).toBe(false);
  });
});
