import { defineEvent } from '../events/event-bus.js';
import type { Profile } from '../users/profile.js';

/** Somebody asked to be friends, for the first time or again. */
export interface FriendApplied {
  readonly applyId: number;
  readonly from: Profile;
  /** The receiver's id. */
  readonly to: number;
  readonly comment: string;
}

export const friendApplied = defineEvent<FriendApplied>('friend.applied');

/** Two users became friends, or ceased to be. */
export interface FriendshipChanged {
  readonly users: readonly [Profile, Profile];
}

export const friendshipMade = defineEvent<FriendshipChanged>('friend.made');
export const friendshipEnded = defineEvent<FriendshipChanged>('friend.ended');
