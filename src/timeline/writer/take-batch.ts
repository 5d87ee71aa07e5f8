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

/**
 * The head of a queue. Equal client ids never share a batch: the second finds the first's result. Who was answered
 * already, by their deadline, is in neither part.
 * @param busy conversations of which nothing is taken
 * @param share commands after which no further conversation is taken; those of one that is, up to 256, all the same
 */
export function takeBatch(queue: readonly PendingAppend[], busy: ReadonlySet<string>, share: number): Batch {
  const live = queue.filter((pending) => !pending.isSettled);
  const head = live.find(({ key }) => !busy.has(key));
  const wait = head !== undefined && head.skipped >= MAX_SKIPS;
  const batch: PendingAppend[] = [];
  const rest: PendingAppend[] = [];
  const repeatKeys = new Set<string>();
  const taken = new Set<string>();
  /** Conversations with a command left in the queue: nothing of theirs overtakes it. */
  const left = new Set<string>();
  for (const pending of live) {
    const { repeatKey, key } = pending;
    const isRepeat = repeatKey !== undefined && repeatKeys.has(repeatKey);
    // A command that waits for its lock does so with its own conversation only.
    const isOther = wait ? key !== head.key : pending.skipped >= MAX_SKIPS;
    const isFull = batch.length >= MAX_BATCH || (batch.length >= share && !taken.has(key));
    if (isFull || isRepeat || isOther || busy.has(key) || left.has(key)) {
      rest.push(pending);
      left.add(key);
    } else {
      batch.push(pending);
      taken.add(key);
      if (repeatKey !== undefined) repeatKeys.add(repeatKey);
    }
  }
  return { batch, rest, wait };
}
