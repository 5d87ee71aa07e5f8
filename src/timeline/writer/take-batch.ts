import type { PendingAppend } from './pending-append.js';

const MAX_BATCH = 256;
/** How often a held conversation is left out before its command waits for it. */
const MAX_SKIPS = 2;

/** What one transaction carries out, and what stays in the queue, each in the order of arrival. */
export interface Batch {
  readonly batch: PendingAppend[];
  readonly rest: PendingAppend[];
  /** Whether it waits for its conversation, which another transaction holds: then it has that one alone. */
  readonly wait: boolean;
}

/** What transactions that are under way have. */
export interface Taken {
  /** Conversations, by key. */
  readonly conversations: ReadonlySet<string>;
  /** Identities of sends with a client id, for repeats (`PendingAppend.repeatKey`). */
  readonly repeatKeys: ReadonlySet<string>;
}

/**
 * The head of a queue. One of equal client ids is carried out at a time: the next finds its result. Who was answered
 * already, by their deadline, is in neither part.
 * @param taken of which nothing is taken again
 * @param share once it has so many commands it takes further ones only of conversations that it has, up to 256 in all
 * @param mayWait otherwise whatever would wait for its conversation stays in the queue
 */
export function takeBatch(queue: readonly PendingAppend[], taken: Taken, share: number, mayWait = true): Batch {
  const batch: PendingAppend[] = [];
  const rest: PendingAppend[] = [];
  const repeatKeys = new Set(taken.repeatKeys);
  const conversations = new Set<string>();
  /** Conversations with a command left in the queue: nothing of theirs overtakes it. */
  const left = new Set<string>();
  let head: PendingAppend | undefined;
  let wait = false;
  for (const pending of queue) {
    const { repeatKey, key } = pending;
    if (pending.isSettled) continue;
    const isRepeat = repeatKey !== undefined && repeatKeys.has(repeatKey);
    const mayGo = mayWait || pending.skipped < MAX_SKIPS;
    const isFree = mayGo && !isRepeat && !taken.conversations.has(key) && !left.has(key);
    if (isFree && head === undefined) {
      head = pending;
      wait = pending.skipped >= MAX_SKIPS;
    }
    // A command that waits for its lock does so with its own conversation only.
    const isOther = wait ? key !== head?.key : pending.skipped >= MAX_SKIPS;
    const isFull = batch.length >= MAX_BATCH || (batch.length >= share && !conversations.has(key));
    if (!isFree || isOther || isFull) {
      rest.push(pending);
      left.add(key);
    } else {
      batch.push(pending);
      conversations.add(key);
      if (repeatKey !== undefined) repeatKeys.add(repeatKey);
    }
  }
  return { batch, rest, wait };
}
