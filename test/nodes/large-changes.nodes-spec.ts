import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatNodes, startTwoNodes } from '../support/chat/chat-nodes.js';
import { datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';

const JOINING = Array.from({ length: 2000 }, (_, index) => 100 + index);
const GROUP = { group_id: '7', group_type: '1' };

describe('Of two thousand who join and leave at once', () => {
  let chat: ChatNodes;
  /** Members all the time, of each node, and one of those who join. */
  let members: UserSocket[];
  let joining: UserSocket;

  beforeAll(async () => {
    chat = await startTwoNodes();
    const [a, b] = chat.nodes;
    const present = Array.from({ length: 20 }, (_, index) => index + 1);
    await a.client.importUsers(...present, ...JOINING);
    await a.client.saveGroup(1, 7, present);
    members = await Promise.all(present.map((uid) => (uid % 2 === 0 ? a : b).client.connect(uid)));
    joining = await b.client.connect(100);
  });
  afterAll(() => chat.close());

  const told = (socket: UserSocket, event: string): number[] =>
    socket.of<{ group: object; uid: string }>(event).map(({ group, uid }) => {
      expect(group).toEqual(GROUP);
      return Number(uid);
    });

  it('every member online hears, and hears messages meanwhile', { timeout: 60_000 }, async () => {
    const [a] = chat.nodes;
    await a.client.addMembers(1, 7, JOINING);
    const id = datasOf(await a.client.as(1).sendToGroup(1, 7, 'welcome'));
    await Promise.all(members.slice(1).map((socket) => socket.message(id)));
    for (const socket of members) {
      await expect.poll(() => socket.of('group:joined').length, { timeout: 20_000 }).toBe(JOINING.length);
      expect(told(socket, 'group:joined')).toEqual(JOINING);
    }
    const heard = members[1]?.received.findIndex(({ event }) => event === 'message') ?? -1;
    // In between, not after all of them.
    expect(heard).toBeGreaterThanOrEqual(0);
    expect(heard).toBeLessThan(JOINING.length);

    await a.client.removeMembers(1, 7, JOINING);
    for (const socket of members) {
      await expect.poll(() => socket.of('group:left').length, { timeout: 20_000 }).toBe(JOINING.length);
      expect(told(socket, 'group:left').sort((x, y) => x - y)).toEqual(JOINING);
    }
    // Of the others who joined with it, but of no other's leaving: it was no member any more.
    expect(told(joining, 'group:joined').sort((x, y) => x - y)).toEqual(JOINING);
    expect(told(joining, 'group:left')).toEqual([100]);
    expect(members.every(({ socket }) => socket.connected)).toBe(true);
  });
});
