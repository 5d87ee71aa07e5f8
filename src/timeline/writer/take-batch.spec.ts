import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../common/errors/app-error.js';
import { inGroup } from '../conversation-target.js';
import type { AppendRules } from './append-command.js';
import { PendingAppend } from './pending-append.js';
import { takeBatch } from './take-batch.js';

const REFUSED = { allowed: false, error: new AppError(10003) } as const;
const NO_RULES: AppendRules = { consult: async () => () => REFUSED, assertMayBegin: () => Promise.resolve() };
const MANY = 256;
const NOTHING = { conversations: new Set<string>(), repeatKeys: new Set<string>() };
const made: PendingAppend[] = [];

/** A command into group `group`, named by its text. */
function command(group: number, text: string, clientMsgId?: string): PendingAppend {
  const pending = new PendingAppend(
    {
      target: inGroup(1, group),
      senderKind: 'user',
      senderId: 1,
      clientMsgId,
      type: 1,
      body: { text },
      origin: undefined,
      rules: NO_RULES,
    },
    60_000,
  );
  pending.result.catch(() => undefined);
  made.push(pending);
  return pending;
}

const textsOf = (commands: readonly PendingAppend[]): unknown[] => commands.map(({ command: { body } }) => body);
const texts = (...all: string[]): unknown[] => all.map((text) => ({ text }));
const keyOfGroup = (group: number): string => command(group, 'key').key;

afterEach(() => {
  // Their deadlines end with them.
  for (const pending of made.splice(0)) pending.reject(new AppError(10007));
});

describe('what a transaction of the writer takes from the queue', () => {
  it('is all that waits, in order', () => {
    const { batch, rest, wait } = takeBatch([command(1, 'a'), command(2, 'b'), command(1, 'c')], NOTHING, MANY);
    expect(textsOf(batch)).toEqual(texts('a', 'b', 'c'));
    expect([rest, wait]).toEqual([[], false]);
  });

  it('is nothing of a conversation that another transaction has', () => {
    const queue = [command(1, 'a'), command(2, 'b'), command(1, 'c')];
    const { batch, rest } = takeBatch(queue, { ...NOTHING, conversations: new Set([keyOfGroup(1)]) }, MANY);
    expect(textsOf(batch)).toEqual(texts('b'));
    expect(textsOf(rest)).toEqual(texts('a', 'c'));
  });

  it('is its share of conversations, and of each of these all', () => {
    const queue = [command(1, 'a'), command(2, 'b'), command(3, 'c'), command(1, 'd'), command(3, 'e')];
    const { batch, rest } = takeBatch(queue, NOTHING, 2);
    expect(textsOf(batch)).toEqual(texts('a', 'b', 'd'));
    expect(textsOf(rest)).toEqual(texts('c', 'e'));
  });

  it('is no more than 256, and nothing overtakes what is left of its conversation', () => {
    const queue = Array.from({ length: 300 }, (_, index) => command(index % 2, String(index)));
    const { batch, rest } = takeBatch(queue, NOTHING, MANY);
    expect(batch).toEqual(queue.slice(0, 256));
    expect(rest).toEqual(queue.slice(256));
  });

  it('is the first of equal client ids; what follows in the conversation of the second stays with it', () => {
    const queue = [command(1, 'a', 'same'), command(2, 'b', 'same'), command(2, 'c'), command(1, 'd')];
    const { batch, rest } = takeBatch(queue, NOTHING, MANY);
    expect(textsOf(batch)).toEqual(texts('a', 'd'));
    expect(textsOf(rest)).toEqual(texts('b', 'c'));
  });

  it('is nothing with a client id that another transaction has, nor what comes after it in its conversation', () => {
    const queue = [command(1, 'a', 'same'), command(1, 'b'), command(2, 'c')];
    const taken = { ...NOTHING, repeatKeys: new Set([queue[0]?.repeatKey ?? '']) };
    expect(textsOf(takeBatch(queue, taken, MANY).batch)).toEqual(texts('c'));
    expect(textsOf(takeBatch(queue.slice(0, 2), taken, MANY).rest)).toEqual(texts('a', 'b'));
  });

  it('is one conversation alone, and waits for it, where that was left out twice', () => {
    const queue = [command(1, 'a'), command(2, 'b'), command(1, 'c')];
    for (const pending of queue) if (pending.key === keyOfGroup(1)) pending.skipped = 2;
    const first = takeBatch(queue, NOTHING, MANY);
    expect(textsOf(first.batch)).toEqual(texts('a', 'c'));
    expect(first.wait).toBe(true);
    const second = takeBatch(first.rest, { ...NOTHING, conversations: new Set([keyOfGroup(1)]) }, MANY);
    expect(textsOf(second.batch)).toEqual(texts('b'));
    expect(second.wait).toBe(false);
  });

  it('is not what was left out twice, where none may wait', () => {
    const queue = [command(1, 'a'), command(2, 'b'), command(1, 'c')];
    for (const pending of queue) if (pending.key === keyOfGroup(1)) pending.skipped = 2;
    const { batch, rest, wait } = takeBatch(queue, NOTHING, MANY, false);
    expect(textsOf(batch)).toEqual(texts('b'));
    expect(textsOf(rest)).toEqual(texts('a', 'c'));
    expect(wait).toBe(false);
  });

  it('is not what was left out twice, where something else comes first', () => {
    const queue = [command(2, 'b'), command(1, 'a')];
    for (const pending of queue) if (pending.key === keyOfGroup(1)) pending.skipped = 2;
    const { batch, rest, wait } = takeBatch(queue, NOTHING, MANY);
    expect(textsOf(batch)).toEqual(texts('b'));
    expect(textsOf(rest)).toEqual(texts('a'));
    expect(wait).toBe(false);
  });

  it('is nothing that was answered meanwhile by its deadline', () => {
    const queue = [command(1, 'a'), command(1, 'b')];
    queue[0]?.reject(new AppError(10007));
    const { batch, rest } = takeBatch(queue, NOTHING, MANY);
    expect(textsOf(batch)).toEqual(texts('b'));
    expect(rest).toEqual([]);
  });
});
