import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MembershipService } from '../../src/groups/membership.service.js';
import { Recorder } from '../e2e/support/recorder.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';
import { gate } from './support/writing.js';

/** What a handshake reads of its user's groups may be old by the time at which it joins their rooms. */
describe('A handshake during which its user', () => {
  let chat: ChatApp;
  let steady: UserSocket;
  let log: Recorder;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3);
    steady = await chat.client.connect(3);
  });
  beforeEach(() => void (log = new Recorder(chat.client)));
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => chat.close());

  const say = async (id: number, text: string): Promise<number> => {
    const msgId = datasOf(await log.sendToGroup(1, 1, id, text));
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
    const connecting = log.connect(2);
    await read.opened;
    await change();
    changed.open();
    return connecting;
  }

  /** What came to the device before a message that certainly does. */
  async function receivedBy(device: UserSocket): Promise<number[]> {
    await device.message(datasOf(await log.send(1, 2, 'last')));
    return device.messages.slice(0, -1).map(({ msg_id }) => msg_id);
  }

  /** Ends a test, which sent that many messages to the group. */
  async function check(id: number, sent: number): Promise<void> {
    for (const uid of [1, 2, 3]) await log.drain(uid, `g:1:${id}`);
    log.passes({ minAcked: sent, minReads: 3 });
  }

  it('is removed gets nothing of the group', async () => {
    await log.group(1, 1, [1, 2, 3]);
    // From here on the server knows who is in the room.
    await say(1, 'before');
    const device = await connectAround(() => log.leave(1, 1, 2));
    await say(1, 'after the removal');
    await say(1, 'and again');
    expect(await receivedBy(device)).toEqual([]);
    await check(1, 3);
  });

  it('is added gets everything from then on', async () => {
    await log.group(1, 2, [1, 3]);
    await say(2, 'before');
    const device = await connectAround(() => log.join(1, 2, 2));
    const theirs = [await say(2, 'after the adding'), await say(2, 'and again')];
    expect(await receivedBy(device)).toEqual(theirs);
    await check(2, 3);
  });

  it('is removed and added again gets what is sent after that', async () => {
    await log.group(1, 3, [1, 2, 3]);
    await say(3, 'before');
    const device = await connectAround(async () => {
      await log.leave(1, 3, 2);
      await say(3, 'while away');
      await log.join(1, 3, 2);
    });
    const theirs = [await say(3, 'back'), await say(3, 'and again')];
    expect(await receivedBy(device)).toEqual(theirs);
    await check(3, 4);
  });
});
