import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/session.js';
import { memberMuted } from './group-events.js';
import { GroupMuteRepository } from './group-mute.repository.js';
import { MEMBER_ROLE } from './group-role.js';
import { GroupRepository } from './group.repository.js';
import type { HeldGroup } from './held-group.js';
import { MembershipRepository } from './membership.repository.js';

/** Who owns a group, inside a transaction that holds it. */
@Injectable()
export class GroupOwnership {
  constructor(
    private readonly groups: GroupRepository,
    private readonly memberships: MembershipRepository,
    private readonly mutes: GroupMuteRepository,
  ) {}

  /** Hands the group to a member. A mute of theirs ends: nobody could end an owner's. */
  async give(tx: Tx, { id, target }: HeldGroup, uid: number): Promise<void> {
    await this.groups.setOwner(tx, id, uid);
    await this.memberships.setRole(tx, id, uid, MEMBER_ROLE.member);
    if (await this.mutes.end(tx, id, uid)) tx.emit(memberMuted, { target, uid, until: undefined });
  }

  /** The owner is gone: the admin who joined first, else the member who did, else nobody. */
  async passOn(tx: Tx, group: HeldGroup): Promise<void> {
    const successor = await this.memberships.findSuccessor(tx, group.id);
    if (successor === undefined) await this.groups.setOwner(tx, group.id, null);
    else await this.give(tx, group, successor);
  }
}
