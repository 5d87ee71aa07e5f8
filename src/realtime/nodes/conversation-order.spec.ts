import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { betweenUsers, type ConversationTarget, inGroup } from '../../timeline/conversation-target.js';
import type { Message } from '../../timeline/message.js';
import type { MessageCreated } from '../../timeline/timeline-events.js';
import type { TimelineReader } from '../../timeline/timeline-reader.js';
import { ConversationOrder } from './conversation-order.js';

const CONVERSATION = { conversationId: 5, target: inGroup(1, 7) };
const ROOM = 'g:1:7';
const WAIT_MS = 150;

function message(seq: number, isRecalled = false, target: ConversationTarget = CONVERSATION.target): Message {
  return {
    conversationId: CONVERSATION.conversationId,
    target,
    id: 1000 + seq,
    seq,
    sender: { kind: 'user', id: 1, nickname: '', photo: '' },
    clientMsgId: undefined,
    type: 1,
    body: isRecalled ? undefined : { text: String(seq) },
    createdAt: 0,
  };
}

function created(seq: number, target?: ConversationTarget): MessageCreated {
  return { message: message(seq, false, target), membersVersion: 3, receivers: 1, origin: undefined };
}

describe('ConversationOrder', () => {
  const emitted: number[] = [];
  const bodiless: number[] = [];
  const origins: (string | undefined)[] = [];
  const emit = ({ message: { seq, body }, origin }: MessageCreated): void => {
    emitted.push(seq);
    origins.push(origin);
    if (body === undefined) bodiless.push(seq);
  };
  const reads: string[] = [];
  const recalled = new Set<number>();
  let readFails = false;
  let lastSeq = 30;
  let slowly: Promise<void> | undefined;
  let order: ConversationOrder;

  beforeEach(() => {
    vi.useFakeTimers();
    emitted.length = bodiless.length = origins.length = reads.length = 0;
    recalled.clear();
    readFails = false;
    lastSeq = 30;
    slowly = undefined;
    const reader: Pick<TimelineReader, 'read' | 'lastSeq'> = {
      read: async (_conversation, ranges) => {
        reads.push(ranges.map(({ from, to }) => `${from}-${to}`).join());
        await slowly;
        if (readFails) throw new Error('away');
        return ranges.flatMap(({ from, to }) =>
          Array.from({ length: to - from + 1 }, (_, index) => message(from + index, recalled.has(from + index))),
        );
      },
      lastSeq: () => Promise.resolve(lastSeq),
    };
    order = new ConversationOrder(reader as TimelineReader);
    order.hold(ROOM);
  });
  afterEach(() => {
    order.onApplicationShutdown();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  const accept = (...seqs: number[]): void => {
    for (const seq of seqs) order.accept(created(seq), emit);
  };

  it('passes on at once what comes in turn, beginning anywhere', () => {
    accept(7, 8, 9);
    expect(emitted).toEqual([7, 8, 9]);
  });

  it('lets what is ahead of its turn wait for the others, and reads nothing where they come', async () => {
    accept(1, 4, 3, 6);
    expect(emitted).toEqual([1]);
    await vi.advanceTimersByTimeAsync(WAIT_MS - 10);
    accept(2);
    expect(emitted).toEqual([1, 2, 3, 4]);
    accept(5);
    expect(emitted).toEqual([1, 2, 3, 4, 5, 6]);
    await vi.advanceTimersByTimeAsync(10 * WAIT_MS);
    expect(reads).toEqual([]);
  });

  it('lets a whole commit wait for the one before it, whose news came later', async () => {
    const upTo = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);
    accept(1, ...upTo(258, 513), ...upTo(2, 257));
    expect(emitted).toEqual(upTo(1, 513));
    await vi.advanceTimersByTimeAsync(10 * WAIT_MS);
    expect(reads).toEqual([]);
  });

  it('reads, once, what does not come in time, each hole for itself', async () => {
    accept(1, 4, 5, 8);
    await vi.advanceTimersByTimeAsync(WAIT_MS);
    expect(emitted).toEqual([1, 2, 3, 4, 5]);
    await vi.advanceTimersByTimeAsync(WAIT_MS);
    expect(emitted).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(reads).toEqual(['2-3', '6-7']);
    // They come after all: nobody hears them twice.
    accept(2, 3, 6, 7);
    expect(emitted).toHaveLength(8);
  });

  it('emits what was recalled meanwhile in its place, without its body', async () => {
    recalled.add(2);
    accept(1, 4);
    await vi.advanceTimersByTimeAsync(WAIT_MS);
    expect(emitted).toEqual([1, 2, 3, 4]);
    expect(bodiless).toEqual([2]);
  });

  it('goes on where the database is away: clients sync', async () => {
    readFails = true;
    vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    accept(1, 3);
    await vi.advanceTimersByTimeAsync(WAIT_MS);
    expect(emitted).toEqual([1, 3]);
    accept(4);
    expect(emitted).toEqual([1, 3, 4]);
  });

  it('begins anew while a hole is being read, and emits nothing twice', async () => {
    accept(1, 4, 5);
    let answer = (): void => undefined;
    slowly = new Promise((resolve) => (answer = resolve));
    await vi.advanceTimersByTimeAsync(WAIT_MS);
    expect(reads).toEqual(['2-3']);
    // Both nodes send more than either gets round to.
    accept(1_500);
    answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(emitted).toEqual([1, 4, 5, 1_500]);
    await vi.advanceTimersByTimeAsync(10 * WAIT_MS);
    // What was missed comes after all, and what went out before it comes once more.
    accept(2, 3, 1);
    expect(emitted).toEqual([1, 4, 5, 1_500, 2, 3]);
    accept(1_501);
    expect(emitted.at(-1)).toBe(1_501);
  });

  it('begins anew far ahead, and knows what it has read before', async () => {
    accept(1, 4);
    await vi.advanceTimersByTimeAsync(WAIT_MS);
    accept(1_500);
    accept(2, 3, 4);
    expect(emitted).toEqual([1, 2, 3, 4, 1_500]);
  });

  it('begins anew far ahead, and still passes on what is older than all that it knows', () => {
    accept(1, 3, 1_500);
    expect(emitted).toEqual([1, 3, 1_500]);
    accept(1_499, 1_501);
    expect(emitted).toEqual([1, 3, 1_500, 1_499, 1_501]);
    expect(reads).toEqual([]);
  });

  it('catches up from a seq to the end for those who begin to listen, without repeating what came meanwhile', async () => {
    const caughtUp = order.catchUp(CONVERSATION, 27, emit);
    accept(28);
    await caughtUp;
    expect(emitted).toEqual([28, 29, 30]);
    accept(31);
    expect(emitted).toEqual([28, 29, 30, 31]);
  });

  describe('where what was sent here overtook what this node could not hear yet', () => {
    it('lets it wait where the beginning is known', async () => {
      order.begin(CONVERSATION, 27);
      order.accept({ ...created(28), origin: 'the socket that sent it' }, emit);
      expect(emitted).toEqual([]);
      await order.catchUp(CONVERSATION, 26, emit);
      expect(emitted).toEqual([27, 28, 29, 30]);
      expect(origins).toEqual([undefined, 'the socket that sent it', undefined, undefined]);
    });

    it('passes over what was sent here before the beginning was known', () => {
      order.release(ROOM);
      accept(28);
      order.hold(ROOM);
      order.begin(CONVERSATION, 27);
      accept(29);
      expect(emitted).toEqual([28]);
      accept(27);
      expect(emitted).toEqual([28, 27, 29]);
    });

    it('reads what lies before the line that it began, and repeats nothing of it', async () => {
      order.release(ROOM);
      accept(25);
      order.hold(ROOM);
      accept(28);
      // Late, and by itself.
      accept(26);
      await order.catchUp(CONVERSATION, 23, emit);
      expect(emitted).toEqual([25, 28, 26, 24, 27, 29, 30]);
      accept(24, 27);
      expect(emitted).toHaveLength(7);
    });
  });

  describe('where nobody hears the conversation for a while', () => {
    it('forgets where it was: what was missed is asked for by those who come, and the next passes at once', async () => {
      accept(1, 2, 3);
      order.release(ROOM);
      order.hold(ROOM);
      accept(60, 61);
      expect(emitted).toEqual([1, 2, 3, 60, 61]);
      await vi.advanceTimersByTimeAsync(10 * WAIT_MS);
      expect(reads).toEqual([]);
    });

    it('begins nowhere because of a message that nobody hears, and still hands it on to be addressed', async () => {
      order.release(ROOM);
      accept(1);
      order.hold(ROOM);
      accept(5, 6);
      expect(emitted).toEqual([1, 5, 6]);
      await vi.advanceTimersByTimeAsync(10 * WAIT_MS);
      expect(reads).toEqual([]);
    });

    it('still passes on what waits, to be addressed to those who heard it, and forgets then', async () => {
      accept(1, 3);
      order.release(ROOM);
      accept(4);
      await vi.advanceTimersByTimeAsync(WAIT_MS);
      expect(emitted).toEqual([1, 2, 3, 4]);
      expect(reads).toEqual(['2-2']);
      order.hold(ROOM);
      accept(40);
      expect(emitted).toEqual([1, 2, 3, 4, 40]);
    });

    it('forgets also where what was waited for comes by itself', () => {
      accept(1, 3);
      order.release(ROOM);
      accept(2);
      order.hold(ROOM);
      accept(40);
      expect(emitted).toEqual([1, 2, 3, 40]);
    });

    it('catches up without what was sent here meanwhile, and addressed to those who had joined', async () => {
      order.release(ROOM);
      accept(28);
      order.hold(ROOM);
      await order.catchUp(CONVERSATION, 27, emit);
      expect(emitted).toEqual([28, 29, 30]);
    });

    it('catches nobody up who is gone already', async () => {
      order.release(ROOM);
      await order.catchUp(CONVERSATION, 27, emit);
      order.hold(ROOM);
      const caughtUp = order.catchUp(CONVERSATION, 27, emit);
      order.release(ROOM);
      await caughtUp;
      expect(emitted).toEqual([]);
      expect(reads).toEqual([]);
    });
  });

  it('remembers a conversation of two as long as one of them hears it, in whatever turn', async () => {
    const acceptBetween = (...seqs: number[]): void => {
      for (const seq of seqs) order.accept(created(seq, betweenUsers(1, 2)), emit);
    };
    order.hold('u:1');
    acceptBetween(1);
    order.hold('u:2');
    order.release('u:1');
    acceptBetween(3);
    expect(emitted).toEqual([1]);
    await vi.advanceTimersByTimeAsync(WAIT_MS);
    expect(emitted).toEqual([1, 2, 3]);
    order.release('u:2');
    order.hold('u:1');
    acceptBetween(60);
    expect(emitted).toEqual([1, 2, 3, 60]);
    expect(reads).toEqual(['2-2']);
  });

  it('goes on beyond a hole that is too large to be read, with all that waited in it and that comes late', async () => {
    accept(1, 2, 50, 51);
    lastSeq = 300;
    await order.catchUp(CONVERSATION, 2, emit);
    expect(reads).toEqual(['201-300']);
    expect(emitted.slice(0, 4)).toEqual([1, 2, 50, 51]);
    expect(emitted).toHaveLength(104);
    emitted.length = 0;
    // 2 went out in turn, 40 never did.
    accept(40, 2, 302, 301);
    expect(emitted).toEqual([40, 301, 302]);
  });

  it('does not read again what waited in a line that another one took the place of', async () => {
    order.begin(CONVERSATION, 11);
    accept(950, 1_012);
    expect(emitted).toEqual([950, 1_012]);
    lastSeq = 1_012;
    await order.catchUp(CONVERSATION, 10, emit);
    expect(reads).toEqual(['912-1011']);
    expect(emitted.filter((seq) => seq === 950)).toEqual([950]);
    expect(emitted).toHaveLength(2 + 99);
  });
});
