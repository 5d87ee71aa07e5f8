import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { betweenUsers, inGroup } from '../../src/timeline/conversation-target.js';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { datasOf } from '../support/chat/envelope.js';
import type { UserSocket } from '../support/chat/user-socket.js';
import { appendMany } from '../support/rounds/append-many.js';

const RECEIVED = 'message/updateMessageReceiveStatus';
const READ = 'message/updateMessageReadStatus';

interface Told {
  msg_id: number;
  uid: string;
  status: number;
}

const count = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const key = ({ msg_id, uid, status }: Told): string => `${msg_id} ${uid} ${status}`;

describe('A burst of receipts', () => {
  let chat: ChatApp;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(...count(1, 120));
  });
  afterAll(() => chat.close());

  const sentBy = async (target: Parameters<typeof appendMany>[1], messages: number): Promise<number[]> =>
    (await appendMany(chat, target, Array<number>(messages).fill(1))).map(({ msgId }) => msgId);

  /** Each device stays, and is told exactly this, once. */
  const expectTold = async (devices: readonly UserSocket[], expected: readonly Told[]): Promise<void> => {
    for (const device of devices) {
      await device.until('all statuses, or the end', ({ socket, received }) => {
        return !socket.connected || received.length >= expected.length;
      });
      expect(device.socket.connected).toBe(true);
      expect(device.of<Told>('message:status').map(key).sort()).toEqual(expected.map(key).sort());
    }
    expect(chat.log.filter(({ msg }) => String(msg).includes('Slow consumer'))).toEqual([]);
  };

  it('by 98 members, of 30 messages each, leaves the sender connected', async () => {
    const members = count(2, 99);
    await chat.client.saveGroup(1, 1, [1, ...members]);
    const ids = await sentBy(inGroup(1, 1), 30);
    await Promise.all(members.map((uid) => chat.client.token(uid)));
    const devices = await Promise.all([chat.client.connect(1), chat.client.connect(1)]);
    await Promise.all(members.map((uid) => chat.client.as(uid).post(RECEIVED, { msg_id: ids, status: 3 })));
    await expectTold(
      devices,
      members.flatMap((uid) => ids.map((msg_id) => ({ msg_id, uid: String(uid), status: 3 }))),
    );
    for (const device of devices) device.close();
  });

  it('of two lists of 1,000 at once leaves the sender and the other devices connected', async () => {
    const ids = await sentBy(betweenUsers(1, 2), 1_000);
    const devices = await Promise.all([1, 2].map((uid) => chat.client.connect(uid)));
    const reader = chat.client.as(2);
    const answers = await Promise.all([
      reader.post(RECEIVED, { msg_id: ids, status: 3 }),
      reader.post(READ, { msg_id: ids, status: 4 }),
    ]);
    for (const answer of answers) expect(datasOf(answer)).toBe(1);
    // Whichever came first, each is told as read; as received only where that came first.
    const [first] = devices;
    await first?.until('all reads, or the end', (device) => {
      const isLast = ({ payload }: { payload: unknown }): boolean => (payload as Told).status === 4;
      return !device.socket.connected || device.received.filter(isLast).length === ids.length;
    });
    const statuses = (first?.received.length ?? 0) > ids.length ? [3, 4] : [4];
    await expectTold(
      devices,
      ids.flatMap((msg_id) => statuses.map((status) => ({ msg_id, uid: '2', status }))),
    );
    for (const device of devices) device.close();
  });
});
