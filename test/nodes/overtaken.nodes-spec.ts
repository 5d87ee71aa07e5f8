import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { NodeLink } from '../../src/realtime/nodes/node-link.js';
import { type ChatNodes, startTwoNodes } from '../support/chat/chat-nodes.js';
import { datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';

describe('A message that its recall overtakes on the way to another node', () => {
  let chat: ChatNodes;
  /** User 2, at node B. */
  let two: UserSocket;

  beforeAll(async () => {
    chat = await startTwoNodes();
    await chat.nodes[0].client.importUsers(1, 2);
    await chat.nodes[0].client.saveGroup(1, 7, [1, 2]);
    two = await chat.nodes[1].client.connect(2);
    // Both nodes know these conversations, and at which seq they are.
    for (const id of [await toUser('first'), await toGroup('first')]) await two.message(id);
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => chat.close());

  const toUser = async (text: string): Promise<number> => datasOf(await chat.nodes[0].client.as(1).send(2, text));
  const toGroup = async (text: string): Promise<number> =>
    datasOf(await chat.nodes[0].client.as(1).sendToGroup(1, 7, text));

  /** Keeps back what node A publishes of messages; the result lets it go. */
  function keepBack(): () => Promise<void> {
    const { publisher } = chat.nodes[0].app.get<unknown, { publisher: Redis }>(NodeLink);
    const publish = publisher.spublish.bind(publisher);
    const kept: [string, string][] = [];
    const spy = vi.spyOn(publisher, 'spublish').mockImplementation((async (channel: string, text: string) => {
      if (text.includes('"kind":"message"')) kept.push([channel, text]);
      else await publish(channel, text);
    }) as typeof publish);
    return async () => {
      spy.mockRestore();
      for (const [channel, text] of kept) await publish(channel, text);
    };
  }

  async function recallThroughB(msg_id: number): Promise<void> {
    datasOf(await chat.nodes[1].client.as(1).post('message/recallMessage', { msg_id }));
    await two.until('the recall', (socket) =>
      socket.of<{ msg_id: number }>('message:recalled').some((place) => place.msg_id === msg_id),
    );
  }

  it.each([
    ['between two', toUser],
    ['in a group', toGroup],
  ])('comes without its body, %s', async (_, send) => {
    const letGo = keepBack();
    const id = await send('regretted');
    await recallThroughB(id);
    await letGo();
    expect(await two.message(id)).toMatchObject({ msg_type: '0', recalled: true, body: {} });
    expect(JSON.stringify(two.received)).not.toContain('regretted');
  });

  it.each([
    ['between two', toUser],
    ['in a group', toGroup],
  ])('and that never comes leaves no gap, %s', async (_, send) => {
    // Kept for ever.
    keepBack();
    const id = await send('lost and regretted');
    await recallThroughB(id);
    vi.restoreAllMocks();
    const { seq } = await two.message(await send('after it'));
    expect(two.messages.slice(-2)).toMatchObject([
      { msg_id: id, seq: seq - 1, recalled: true, body: {} },
      { seq, body: { text: 'after it' } },
    ]);
  });
});
