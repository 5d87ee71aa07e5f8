import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pause } from '../../src/common/async/pause.js';
import { MembershipService } from '../../src/groups/membership.service.js';
import { NodeLink } from '../../src/realtime/nodes/node-link.js';
import { gate } from '../integration/support/writing.js';
import type { ChatApp } from '../support/chat/chat-app.js';
import { type ChatNodes, startTwoNodes, waitForLink } from '../support/chat/chat-nodes.js';
import { datasOf } from '../support/chat/envelope.js';

/** Its connections to Redis, for the faults that only one of them has. */
const redisOf = ({ app }: ChatApp) => app.get<unknown, { publisher: Redis; subscriber: Redis }>(NodeLink);
/** A hint is spread over ten seconds. */
const HINTED = { timeout: 14_000, interval: 50 };
/** And silence is noticed after four to five. */
const SILENT = { timeout: 18_000, interval: 50 };

describe('News that one node could not hear or tell', { timeout: 60_000 }, () => {
  let chat: ChatNodes;

  beforeEach(async () => {
    chat = await startTwoNodes();
    await chat.nodes[0].client.importUsers(1, 2, 3, 4);
    await chat.nodes[0].client.saveGroup(1, 7, [1]);
  });
  afterEach(() => chat.close());

  it('make the sockets of the other node sync: they missed it, and their own node cannot know', async () => {
    const [a, b] = chat.nodes;
    const two = await b.client.connect(2);
    const { publisher } = redisOf(a);
    publisher.disconnect();
    const lost = datasOf(await a.client.as(1).send(2, 'the last word of a quiet chat'));
    await publisher.connect();
    await expect.poll(() => two.of('sync:hint').length, HINTED).toBe(1);
    expect(two.messages).toEqual([]);
    const answer = await two.emit<{ messages: { msg_id: number }[] }>('message:sync', { known: {} });
    expect(datasOf(answer).messages.map(({ msg_id }) => msg_id)).toEqual([lost]);
  });

  it('make them sync also where the node falls silent for ever, as one does that dies between commit and push', async () => {
    const [a, b] = chat.nodes;
    const two = await b.client.connect(2);
    // Its last sign of life.
    await two.message(datasOf(await a.client.as(1).send(2, 'heard')));
    redisOf(a).publisher.spublish = () => Promise.resolve(0);
    const since = performance.now();
    const lost = datasOf(await a.client.as(1).send(2, 'unheard'));
    await expect.poll(() => two.of('sync:hint').length, SILENT).toBe(1);
    console.log(`hinted ${Math.round(performance.now() - since)} ms after the last sign of life`);
    const answer = await two.emit<{ messages: { msg_id: number }[] }>('message:sync', { known: { 'u:1': 1 } });
    expect(datasOf(answer).messages.map(({ msg_id }) => msg_id)).toEqual([lost]);
  });

  it('hold up a handshake for half a second at the most, where Redis is frozen', async () => {
    const [, b] = chat.nodes;
    await b.client.token(3);
    // The modules of a first handshake are loaded, and its statements known.
    await b.client.connect(2);
    chat.redis.freeze();
    const since = performance.now();
    await b.client.connect(3);
    const took = performance.now() - since;
    chat.redis.thaw();
    console.log(`handshake with Redis frozen: ${Math.round(took)} ms`);
    expect(took).toBeLessThan(900);
  });

  it('make a socket sync that was let in before Redis, slow and never gone, had confirmed what it is to hear', async () => {
    const [a, b] = chat.nodes;
    await b.client.token(3);
    const { subscriber } = redisOf(b);
    const subscribe = subscriber.ssubscribe.bind(subscriber);
    const slow = gate();
    subscriber.ssubscribe = async (...channels: unknown[]) => {
      await slow.opened;
      return subscribe(...(channels as string[]));
    };
    const three = await b.client.connect(3);
    const missed = datasOf(await a.client.as(1).send(3, 'to somebody whom the node does not hear yet'));
    await pause(600);
    expect(three.received).toEqual([]);
    slow.open();
    await three.until('the hint', (socket) => socket.of('sync:hint').length > 0);
    const answer = await three.emit<{ messages: { msg_id: number }[] }>('message:sync', { known: {} });
    expect(datasOf(answer).messages.map(({ msg_id }) => msg_id)).toEqual([missed]);
  });

  it('of a group do not pass by somebody who is added to it while connecting', async () => {
    const [a, b] = chat.nodes;
    const { subscriber } = redisOf(b);
    const subscribe = subscriber.ssubscribe.bind(subscriber);
    subscriber.ssubscribe = async (...channels: unknown[]) => {
      await pause(200);
      return subscribe(...(channels as string[]));
    };
    const memberships = b.app.get(MembershipService);
    const groupsOf = memberships.groupsOf.bind(memberships);
    let added: Promise<number> | undefined;
    memberships.groupsOf = async (uid) => {
      const groups = await groupsOf(uid);
      // After what is joined was read, and before this node can hear what concerns the user.
      if (uid === 3) await (added ??= a.client.addMembers(1, 7, [3]));
      return groups;
    };
    const three = await b.client.connect(3);
    expect(await added).toBe(1);
    await three.message(datasOf(await a.client.as(1).sendToGroup(1, 7, 'welcome')));
  });

  it('of a group reach somebody who is added to it while the node looks up who is to have an earlier message', async () => {
    const [a, b] = chat.nodes;
    const three = await b.client.connect(3);
    const memberships = b.app.get(MembershipService);
    const membersAt = memberships.membersAt.bind(memberships);
    memberships.membersAt = async (...asked) => {
      await pause(300);
      return membersAt(...asked);
    };
    datasOf(await b.client.as(1).sendToGroup(1, 7, 'before'));
    await a.client.addMembers(1, 7, [3]);
    // Sent through the other node, which this one does not hear yet.
    await three.message(datasOf(await a.client.as(1).sendToGroup(1, 7, 'welcome')));
    expect(three.messages.map((push) => push.body.text)).toEqual(['welcome']);
  });

  it('of a change of members cost one look at the members, not one for each message from then on', async () => {
    const [a, b] = chat.nodes;
    await a.client.addMembers(1, 7, [2]);
    const two = await b.client.connect(2);
    const say = async (text: string) => two.message(datasOf(await b.client.as(1).sendToGroup(1, 7, text)));
    await say('first');
    await chat.redis.kill();
    await expect.poll(() => b.app.get(NodeLink).state).toBe('down');
    await a.client.addMembers(1, 7, [4]);
    await chat.redis.restart();
    await Promise.all(chat.nodes.map(waitForLink));
    await say('second');
    await pause(200);
    const memberships = b.app.get(MembershipService);
    const membersAt = memberships.membersAt.bind(memberships);
    let looks = 0;
    memberships.membersAt = (...asked) => {
      looks += 1;
      return membersAt(...asked);
    };
    for (let i = 0; i < 10; i += 1) await say(`message ${i}`);
    expect(looks).toBe(0);
  });
});
