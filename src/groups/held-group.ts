import type { GroupTarget } from '../timeline/conversation-target.js';
import type { LockedGroup } from './membership.repository.js';

/** A group that this transaction holds: nobody joins, leaves or sends meanwhile. */
export interface HeldGroup extends LockedGroup {
  readonly target: GroupTarget;
}
