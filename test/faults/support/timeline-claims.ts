import type { Send } from './ledger.js';
import type { Follower } from './timeline-reading.js';

/** Acknowledged sends that are not in history exactly once, under the id of their acknowledgement. */
export function lostOrDoubled(sends: readonly Send[], follower: Follower): string[] {
  return sends.flatMap((send) => {
    const ids = follower.idsOf(send);
    const isRight = ids.length === 1 && ids[0] === send.msgId;
    return isRight ? [] : [`${send.clientMsgId}, acknowledged as ${send.msgId}, is there as [${ids.join(', ')}]`];
  });
}

/** Sends without an answer that are in history more than once. */
export function doubled(sends: readonly Send[], follower: Follower): string[] {
  return sends.flatMap((send) => {
    const ids = follower.idsOf(send);
    return ids.length <= 1 ? [] : [`${send.clientMsgId}, unanswered, is there as [${ids.join(', ')}]`];
  });
}
