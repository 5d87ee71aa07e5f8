import { describe, expect, it } from 'vitest';
import type { Connection } from './connection.js';
import { GroupMember } from './group-member.js';
import { Wrongs } from './load-process.js';
import { textOf } from './sent-text.js';

const packet = (seq: number, sender: number, n: number): string =>
  JSON.stringify(['message', { seq, body: { text: textOf(sender, n) } }]);

/** @param missed what a sync answers */
function scene(conversationId: string | undefined, missed: readonly string[] = []) {
  const heard: string[] = [];
  const asked: object[] = [];
  const connection: Connection = {
    onEvent: () => undefined,
    emit: (_event, data) => {
      asked.push(data);
      return Promise.resolve(`[{"datas":{"messages":[${missed.join()}],"has_more":false}}]`);
    },
    close: () => undefined,
  };
  const wrongs = new Wrongs();
  const onMessage = (key: string): number => heard.push(key);
  const member = new GroupMember({ connection, senders: 2, conversationId, wrongs, onMessage });
  return { connection, member, heard, asked, wrongs: wrongs.counts };
}

describe('A member of the hot group', () => {
  it('hears each sender in order, whatever others say between', () => {
    const { connection, heard, wrongs } = scene(undefined);
    [packet(1, 0, 1), packet(2, 1, 1), packet(3, 0, 2)].forEach((one) => connection.onEvent(one));
    expect(heard).toEqual(['0:1', '1:1', '0:2']);
    expect(wrongs).toEqual({});
  });

  it('says what came twice, and where nothing can be synced, what is missing', () => {
    const { connection, wrongs } = scene(undefined);
    [packet(1, 0, 1), packet(1, 0, 1), packet(3, 0, 3)].forEach((one) => connection.onEvent(one));
    expect(wrongs).toEqual({ doubled: 1, 'lost or out of order': 1 });
  });

  it('syncs from before a gap that lasts, once, and hears what was missing', async () => {
    const { connection, member, heard, asked, wrongs } = scene('g:1:7', [packet(2, 0, 2), packet(3, 0, 3)]);
    [packet(1, 0, 1), packet(3, 0, 3), packet(4, 0, 4)].forEach((one) => connection.onEvent(one));
    expect(heard).toEqual(['0:1']);
    await expect.poll(() => member.syncs, { timeout: 5_000 }).toBe(1);
    await expect.poll(() => heard).toEqual(['0:1', '0:2', '0:3', '0:4']);
    expect(asked).toEqual([{ known: { 'g:1:7': 1 }, limit: 1_000 }]);
    expect(wrongs).toEqual({});
  });

  it('does not sync over a gap that closes', async () => {
    const { connection, member, heard } = scene('g:1:7');
    [packet(1, 0, 1), packet(3, 0, 3), packet(2, 0, 2)].forEach((one) => connection.onEvent(one));
    expect(heard).toEqual(['0:1', '0:2', '0:3']);
    // Longer than a gap is waited for.
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect(member.syncs).toBe(0);
  });

  it('syncs at once where the server says so', async () => {
    const { connection, member } = scene('g:1:7');
    connection.onEvent('["sync:hint",{}]');
    await expect.poll(() => member.syncs).toBe(1);
  });
});
