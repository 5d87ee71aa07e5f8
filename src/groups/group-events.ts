import { defineEvent } from '../events/event-bus.js';
import type { GroupTarget } from '../timeline/conversation-target.js';

/** People joined or left a group, in one transaction. */
export interface MembersChanged {
  readonly conversationId: number;
  readonly target: GroupTarget;
  /** The group's last seq as of the change: who joined sees what comes after it. */
  readonly lastSeq: number;
  /** The group's `members_version` after the change: one more than before. */
  readonly version: number;
  readonly joined: readonly number[];
  readonly left: readonly number[];
}

export const membersChanged = defineEvent<MembersChanged>('group.members_changed');
