import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatApp, startChat } from '../support/chat/chat-app.js';
import { type Answer, datasOf } from '../support/chat/envelope.js';
import type { Push } from '../support/chat/user-socket.js';
import { Recorder } from './support/recorder.js';

interface Page {
  readonly last_seq: number;
  readonly messages: Push[];
  readonly has_more: boolean;
}

describe('What a member may see', () => {
  let chat: ChatApp;
  let log: Recorder;

  beforeAll(async () => {
    chat = await startChat();
    await chat.client.importUsers(1, 2, 3, 4, 5, 6);
    log = new Recorder(chat.client);
    await log.group(1, 1, [1]);
    // Seqs:      1 2 | 3 4 5 | 6 | 7 8 | 9
    // User 2:         ^join   ^leave ^join ^leave
    await speak(2);
    await log.join(1, 1, 2);
    await speak(3);
    await log.leave(1, 1, 2);
    await speak(1);
    await log.join(1, 1, 2);
    await speak(2);
    await log.leave(1, 1, 2);
    await speak(1);
  });
  afterAll(() => chat.close());

  let spoken = 0;
  async function speak(times: number): Promise<void> {
    for (let i = 0; i < times; i += 1) datasOf(await log.sendToGroup(1, 1, 1, `word ${(spoken += 1)}`));
  }
  const history = (uid: number, query: object = {}): Promise<Answer<Page>> =>
    chat.client.as(uid).get<Page>('message/getHistory', { conversation_id: 'g:1:1', ...query });
  const seqs = async (uid: number, query: object = {}): Promise<number[]> =>
    datasOf(await history(uid, query)).messages.map((message) => message.seq);

  it('is exactly what was said between joining and leaving, each time', async () => {
    expect(await seqs(2)).toEqual([3, 4, 5, 7, 8]);
    expect(datasOf(await history(2)).last_seq).toBe(8);
    expect(await seqs(1)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await log.drain(1, 'g:1:1');
    await log.drain(2, 'g:1:1');
    log.passes({ minAcked: 9, minReads: 2 });
  });

  it.each([
    [{ after_seq: 0, limit: 2 }, [3, 4], true],
    [{ after_seq: 4, limit: 2 }, [5, 7], true],
    [{ after_seq: 5 }, [7, 8], false],
    [{ after_seq: 8 }, [], false],
    [{ before_seq: 9, limit: 3 }, [5, 7, 8], true],
    [{ before_seq: 7, limit: 2 }, [4, 5], true],
    [{ before_seq: 5 }, [3, 4], false],
    [{ before_seq: 3 }, [], false],
    [{ limit: 1 }, [8], true],
  ])('pages over what lies between: %j', async (query, expected, has_more) => {
    const page = datasOf(await history(2, query));
    expect(page.messages.map((message) => message.seq)).toEqual(expected);
    expect(page.has_more).toBe(has_more);
  });

  it('is nothing, and no 20004, where nobody spoke meanwhile', async () => {
    await log.join(1, 1, 3);
    await log.leave(1, 1, 3);
    expect(await history(3)).toEqual({
      status: 200,
      datas: { conversation_id: 'g:1:1', last_seq: 0, messages: [], has_more: false },
    });
    // Nor after many such visits, one of which heard something.
    for (let visit = 0; visit < 3; visit += 1) {
      await log.join(1, 1, 3);
      if (visit === 1) await speak(1);
      await log.leave(1, 1, 3);
    }
    expect(await seqs(3)).toEqual([10]);
  });

  it('is a 20004 for who was never in, and a 20004 too where there is no such group', async () => {
    expect(await history(4)).toMatchObject({ status: 403, error_code: 20004 });
    expect(await history(4, { conversation_id: 'g:3:999' })).toMatchObject({ status: 403, error_code: 20004 });
  });

  it('begins where the member joined, and nothing before shows up later', async () => {
    await log.join(1, 1, 4);
    expect(await seqs(4)).toEqual([]);
    await speak(1);
    expect(await seqs(4)).toEqual([11]);
    // Joining twice changes nothing.
    expect(await chat.client.addMembers(1, 1, [4])).toBe(0);
    await speak(1);
    expect(await seqs(4)).toEqual([11, 12]);
  });

  it('is right for everybody where people come and go while others speak', async () => {
    const racing = new Recorder(chat.client);
    await racing.group(1, 2, [1, 2]);
    await Promise.all([
      ...[1, 2].map(async (uid) => {
        for (let i = 0; i < 40; i += 1) datasOf(await racing.sendToGroup(uid, 1, 2, `${uid} says ${i}`));
      }),
      ...[5, 6].map(async (uid) => {
        for (let i = 0; i < 12; i += 1) {
          await racing.join(1, 2, uid);
          await racing.sendToGroup(uid, 1, 2, `${uid} looks in ${i}`);
          await racing.leave(1, 2, uid);
          await racing.sendToGroup(uid, 1, 2, `${uid} is gone ${i}`);
        }
      }),
    ]);
    for (const uid of [1, 2, 5, 6]) await racing.drain(uid, 'g:1:2');
    const { counts } = racing.passes({ minAcked: 104, minReads: 4 });
    // Those who had left were refused.
    expect(counts.failed).toBe(24);
  });
});
