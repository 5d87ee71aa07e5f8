import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gate } from '../integration/support/writing.js';
import { NodeLink } from '../../src/realtime/nodes/node-link.js';
import type { ChatApp } from '../support/chat/chat-app.js';
import { type ChatNodes, startTwoNodes } from '../support/chat/chat-nodes.js';
import { datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';

const redisOf = ({ app }: ChatApp) => app.get<unknown, { publisher: Redis; subscriber: Redis }>(NodeLink);

/** User 1 writes; 3 has a socket on node B, and nobody else there is in the group. */
describe('A message sent while its receiver is a member comes as a push', () => {
  let chat: ChatNodes;
  let three: UserSocket;

  beforeEach(async () => {
    chat = await startTwoNodes();
    await chat.nodes[0].client.importUsers(1, 3);
    await chat.nodes[0].client.saveGroup(1, 7, [1]);
    three = await chat.nodes[1].client.connect(3);
  });
  afterEach(() => chat.close());

  const send = async (node: number, text: string): Promise<number> =>
    datasOf(await (chat.nodes[node] ?? chat.nodes[0]).client.as(1).sendToGroup(1, 7, text));
  const told = (event: string): Promise<void> => three.until(event, (socket) => socket.of(event).length > 0);

  /** Node B hears no more groups than it does, until the gate opens. */
  function holdUpSubscriptions(): ReturnType<typeof gate> {
    const held = gate();
    const { subscriber } = redisOf(chat.nodes[1]);
    const subscribe = subscriber.ssubscribe.bind(subscriber);
    subscriber.ssubscribe = async (...channels: unknown[]) => {
      await held.opened;
      return subscribe(...(channels as string[]));
    };
    return held;
  }

  /** Node A says nothing of this kind to the other one, until the gate opens. */
  function holdUpNews(kind: string): ReturnType<typeof gate> {
    const held = gate();
    const { publisher } = redisOf(chat.nodes[0]);
    const publish = publisher.spublish.bind(publisher);
    publisher.spublish = async (channel: string, text: string) => {
      if (text.includes(`"kind":"${kind}"`)) await held.opened;
      return publish(channel, text);
    };
    return held;
  }

  async function comeAll(...ids: number[]): Promise<void> {
    for (const id of ids) await three.message(id);
    expect(three.messages.map(({ msg_id }) => msg_id)).toEqual(ids);
  }

  it('where it went by before the node heard the group, and the next was sent through this node', async () => {
    const subscriptions = holdUpSubscriptions();
    await chat.nodes[0].client.addMembers(1, 7, [3]);
    await told('group:joined');
    const unheard = await send(0, 'unheard');
    const local = await send(1, 'local');
    subscriptions.open();
    await comeAll(unheard, local);
  });

  it('where the node read in the database that the receiver had joined, before it was told so', async () => {
    const news = holdUpNews('members');
    await chat.nodes[0].client.addMembers(1, 7, [3]);
    const unheard = await send(0, 'unheard');
    // Whom it is for is looked up; then the socket is in the room, and the node hears the group.
    const lookedUp = await send(1, 'looked up');
    await three.message(lookedUp);
    const heard = await send(1, 'heard');
    await three.message(heard);
    news.open();
    await three.message(unheard);
    expect(three.messages.map(({ msg_id }) => msg_id).sort()).toEqual([unheard, lookedUp, heard].sort());
  });

  it('where the receiver is removed through this node while it is on its way', async () => {
    await chat.nodes[0].client.addMembers(1, 7, [3]);
    await comeAll(await send(0, 'before'));
    const news = holdUpNews('message');
    const late = await send(0, 'late');
    await chat.nodes[1].client.removeMembers(1, 7, [3]);
    await told('group:left');
    // Whatever this node said to Redis has been done.
    await redisOf(chat.nodes[1]).subscriber.ping();
    news.open();
    await three.message(late);
  });

  it('where the receiver is removed through this node before it hears the group', async () => {
    const subscriptions = holdUpSubscriptions();
    await chat.nodes[0].client.addMembers(1, 7, [3]);
    await told('group:joined');
    const unheard = await send(0, 'unheard');
    await chat.nodes[1].client.removeMembers(1, 7, [3]);
    await told('group:left');
    subscriptions.open();
    await comeAll(unheard);
  });

  it('where this node is told of the joining after it knows of the leaving', async () => {
    const news = holdUpNews('members');
    await chat.nodes[0].client.addMembers(1, 7, [3]);
    const unheard = await send(0, 'unheard');
    await chat.nodes[1].client.removeMembers(1, 7, [3]);
    await told('group:left');
    // Sent to nobody here; this node reads who the members are.
    await send(1, 'after');
    news.open();
    await comeAll(unheard);
  });
});
