import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MembershipService } from '../../src/groups/membership.service.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';
import { gate } from './support/writing.js';

/** What a handshake reads of its user's groups may be old by the time at which it joins their rooms. */
describe('A handshake during which its user', () => {
  let chat: ChatApp;
  let steady: UserSocket;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3);
    steady = await chat.client.connect(3);
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => chat.close());

  const say = async (id: number, text: string): Promise<number> => {
    const msgId = datasOf(await chat.client.as(1).sendToGroup(1, id, text));
    await steady.message(msgId);
    return msgId;
  };

  /** Connects user 2, whose groups are read before `change` and joined after it. */
  async function connectAround(change: () => Promise<unknown>): Promise<UserSocket> {
    const memberships = chat.app.get(MembershipService);
    const read = gate();
    const changed = gate();
    const groupsOf = memberships.groupsOf.bind(memberships);
    vi.spyOn(memberships, 'groupsOf').mockImplementationOnce(async (uid) => {
      const groups = await groupsOf(uid);
      read.open();
      await changed.opened;
      return groups;
    });
    const connecting = chat.client.connect(2);
    await read.opened;
    await change();
    changed.open();
    return connecting;
  }

  /** What came to the device before a message that certainly does. */
  async function receivedBy(device: UserSocket): Promise<number[]> {
    await device.message(datasOf(await chat.client.as(1).send(2, 'last')));
    return device.messages.slice(0, -1).map(({ msg_id }) => msg_id);
  }

  it('is removed gets nothing of the group', async () => {
    await chat.client.saveGroup(1, 1, [1, 2, 3]);
    // From here on the server knows who is in the room.
    await say(1, 'before');
    const device = await connectAround(() => chat.client.removeMembers(1, 1, [2]));
    await say(1, 'after the removal');
    await say(1, 'and again');
    expect(await receivedBy(device)).toEqual([]);
  });

  it('is added gets everything from then on', async () => {
    await chat.client.saveGroup(1, 2, [1, 3]);
    await say(2, 'before');
    const device = await connectAround(() => chat.client.addMembers(1, 2, [2]));
    const theirs = [await say(2, 'after the adding'), await say(2, 'and again')];
    expect(await receivedBy(device)).toEqual(theirs);
  });

  it('is removed and added again gets what is sent after that', async () => {
    await chat.client.saveGroup(1, 3, [1, 2, 3]);
    await say(3, 'before');
    const device = await connectAround(async () => {
      await chat.client.removeMembers(1, 3, [2]);
      await say(3, 'while away');
      await chat.client.addMembers(1, 3, [2]);
    });
    const theirs = [await say(3, 'back'), await say(3, 'and again')];
    expect(await receivedBy(device)).toEqual(theirs);
  });
});
