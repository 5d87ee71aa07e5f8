import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw } from '../contract/bad-values/raw-http.js';
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

  const sendUntilAnswered = (text: string): Promise<void> =>
    expect
      .poll(async () => (await cluster.client.as(1).sendToGroup(1, 7, text, text.replaceAll(' ', '-'))).datas)
      .toBeTypeOf('number');

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

  it('refuse what is too large in the envelope, and go on serving', async () => {
    const padding = (kibibytes: number): string => 'x'.repeat(kibibytes * 1024);
    for (let i = 0; i < 10; i += 1) {
      for (const answer of [
        await cluster.client.as(1).post('message/sendMessage', { to_uid: 2, padding: padding(200) }),
        await cluster.client.as(1).post('message/sendMessage', { to_uid: 2, padding: padding(1000) }),
        await cluster.client.cms('importUsers', { users: [], padding: padding(1500) }),
      ]) {
        expect(answer).toEqual({ status: 413, error_code: 10006, error_msg: expect.any(String) });
      }
      datasOf(await cluster.client.as(1).send(2, 'not too large'));
    }
    // Larger than a user call may be.
    expect(await cluster.client.as(1).post('message/sync', { known: {}, padding: padding(200) })).toMatchObject({
      datas: {},
    });
  });

  it.each([
    ['a verb that nginx knows and refuses', 'TRACE', '/', 404, 10004],
    ['where its own answers lie', 'GET', '/.refused/malformed', 404, 10004],
    ['a header of more than 16 KB', 'GET', '/healthz', 413, 10006, { x: 'x'.repeat(17_000) }],
    [
      'headers of more than 16 KB together',
      'GET',
      '/healthz',
      413,
      10006,
      { x: 'x'.repeat(9000), y: 'y'.repeat(9000) },
    ],
    ['a path of more than 16 KB', 'GET', `/${'x'.repeat(17_000)}`, 413, 10006],
  ])('refuse %s in the envelope', async (_, method, path, status, code, headers: Record<string, string> = {}) => {
    const answer = await sendRaw(cluster.url, { method, path, headers });
    expect(answer).toMatchObject({ status, body: { error_code: code, error_msg: expect.any(String) } });
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.headers['x-request-id']).toMatch(/^[\w.:-]{1,64}$/);
  });

  it('say in the envelope that a node does not answer in time', async () => {
    for (const node of cluster.nodes) node.freeze();
    try {
      const answer = await cluster.client.as(1).send(2, 'into the void', 'v-1');
      expect(answer).toEqual({ status: 503, error_code: 10007, error_msg: expect.stringContaining('稍后重试') });
    } finally {
      for (const node of cluster.nodes) node.thaw();
    }
    // It was stored meanwhile, or is now: once.
    await sendUntilAnswered('awake again');
  });

  it('serve as long as one of them is there, and say in the envelope when none is', async () => {
    const [a, b] = cluster.nodes;
    const socket = await cluster.client.connect(2);
    await b.kill();
    // The sockets' own upstream finds out by itself.
    const again = await cluster.client.connect(3);
    // What was on its way to B is unanswered, and the same send is made again: as every client does.
    for (let i = 0; i < 10; i += 1) await sendUntilAnswered(`alone ${i}`);
    await again.until('ten messages', ({ messages }) => messages.length === 10);
    await a.kill();
    expect(await cluster.client.as(1).send(2, 'nobody there', 'n-1')).toEqual({
      status: 503,
      error_code: 10007,
      error_msg: expect.stringContaining('稍后重试'),
    });
    await Promise.all([a.start(), b.start()]);
    await sendUntilAnswered('there again');
    expect(cluster.nodes.flatMap(unexpectedIn)).toEqual([]);
    expect(socket.socket.connected).toBe(false);
  });
});
