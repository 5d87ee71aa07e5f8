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
  /** Whether all left because the group was dismissed. */
  readonly dismissed: boolean;
}

export const membersChanged = defineEvent<MembersChanged>('group.members_changed');

/** A member was muted, or may speak again. */
export interface MemberMuted {
  readonly target: GroupTarget;
  readonly uid: number;
  /** UTC milliseconds; undefined where the mute was ended. */
  readonly until: number | undefined;
}

export const memberMuted = defineEvent<MemberMuted>('group.member_muted');
