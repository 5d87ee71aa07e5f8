import { blockKey, type Digest } from './digest.js';
import type { Violation } from './model.js';

const BLOCKED_BY_RECEIVER = 20003;

/**
 * I9: between the answer to a block and the request of its end no message of the blocked user is accepted, and after
 * the answer to its end none is refused for it. What overlaps either operation may go both ways.
 */
export function checkBlocks(digest: Digest): Violation[] {
  const violations: Violation[] = [];
  for (const { uid, cmid, attempts, convs, outcome, window } of digest.sends) {
    for (const conv of convs) {
      const by = digest.conversations.get(conv)?.peerOf(uid);
      const block = by === undefined ? undefined : digest.blocks.get(blockKey(by, uid));
      // A window without an end: nobody knows that the send was ever stored.
      if (outcome === 'fail' || window.by === Infinity || block?.isCertainlyOn(window) !== true) continue;
      const what = 'a message was accepted from a blocked user';
      violations.push({ invariant: 'I9', what, uid, blockedBy: by, conv, cmid, stored: { ...window } });
    }
    for (const { call, code, invoked, done } of attempts) {
      if (code !== BLOCKED_BY_RECEIVER || typeof call.conv !== 'string') continue;
      const by = digest.conversations.get(call.conv)?.peerOf(uid);
      const block = by === undefined ? undefined : digest.blocks.get(blockKey(by, uid));
      // Without an unblock in the log the block may be older than the log.
      if (block?.hasBeenSwitchedOff !== true || !block.isCertainlyOff({ from: invoked, by: done })) continue;
      const what = 'a message was refused after the block had ended';
      violations.push({ invariant: 'I9', what, uid, blockedBy: by, conv: call.conv, cmid, invoked, done });
    }
  }
  return violations;
}
