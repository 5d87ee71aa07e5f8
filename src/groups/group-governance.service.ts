import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import type { Tx } from '../database/session.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { GroupTarget } from '../timeline/conversation-target.js';
import { memberMuted } from './group-events.js';
import { GroupMuteRepository } from './group-mute.repository.js';
import { MEMBER_ROLE } from './group-role.js';
import { GroupOwnership } from './group-ownership.js';
import { GroupStanding } from './group-standing.js';
import { GroupRepository } from './group.repository.js';
import type { HeldGroup } from './held-group.js';
import { MembershipChanges } from './membership-changes.js';
import { MembershipRepository } from './membership.repository.js';

/** Near the last moment that the wire's form of times can tell in every zone: a mute for longer is for ever. */
const END_OF_TIME = Date.UTC(9999, 11, 30, 23, 59, 59);

/** What owners and admins do with a group (contract, section 7). Rules are asked while the group is held. */
@Injectable()
export class GroupGovernanceService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: MembershipChanges,
    private readonly standing: GroupStanding,
    private readonly ownership: GroupOwnership,
    private readonly groups: GroupRepository,
    private readonly memberships: MembershipRepository,
    private readonly mutes: GroupMuteRepository,
  ) {}

  /**
   * Owner and admins remove members, admins among them; nobody removes the owner.
   * @returns how many were members
   * @throws AppError 20005, 20004, 10003; 20013 for owners who name themselves
   */
  removeMembers(uid: number, target: GroupTarget, members: readonly number[]): Promise<number> {
    return this.held(target, async (tx, group) => {
      await this.standing.assertRole(tx, group, uid, 'owner', 'admin');
      if (group.owner_id !== null && members.includes(group.owner_id)) {
        throw new AppError(group.owner_id === uid ? 20013 : 10003);
      }
      return this.changes.release(tx, group, members);
    });
  }

  /** @throws AppError 20005, 20004 also naming the member, 10003 for others than the owner, and for the owner's own role */
  setAdmin(uid: number, target: GroupTarget, member: number, isAdmin: boolean): Promise<void> {
    return this.held(target, async (tx, group) => {
      await this.standing.assertRole(tx, group, uid, 'owner');
      if (member === group.owner_id) throw new AppError(10003);
      await this.standing.assertMember(tx, group, member);
      await this.memberships.setRole(tx, group.id, member, isAdmin ? MEMBER_ROLE.admin : MEMBER_ROLE.member);
    });
  }

  /**
   * Owner and admins mute members; nobody changes their own mute, or mutes the owner.
   * @param seconds 0 ends the mute, also of somebody who left
   * @throws AppError 20005, 20004 also naming the member, 10003
   */
  mute(uid: number, target: GroupTarget, member: number, seconds: number): Promise<void> {
    return this.held(target, async (tx, group) => {
      await this.standing.assertRole(tx, group, uid, 'owner', 'admin');
      if (member === uid || member === group.owner_id) throw new AppError(10003);
      if (seconds === 0) {
        const wasMuted = await this.mutes.end(tx, group.id, member);
        if (wasMuted) tx.emit(memberMuted, { target, uid: member, until: undefined });
        return;
      }
      await this.standing.assertMember(tx, group, member);
      const until = Math.min(Date.now() + seconds * 1000, END_OF_TIME);
      await this.mutes.set(tx, group.id, member, until);
      tx.emit(memberMuted, { target, uid: member, until });
    });
  }

  /** The former owner stays as a member. @throws AppError 20005, 20004 also naming the member, 10003 */
  transfer(uid: number, target: GroupTarget, member: number): Promise<void> {
    return this.held(target, async (tx, group) => {
      // A repeat of what was done.
      const isDone = group.owner_id === member;
      await this.standing.assertRole(tx, group, uid, 'owner', ...(isDone ? (['admin', 'member'] as const) : []));
      if (isDone) return;
      await this.standing.assertMember(tx, group, member);
      await this.ownership.give(tx, group, member);
    });
  }

  /**
   * Ends the group: nobody sends into it any more, its members keep what they saw.
   * @throws AppError 20005, 20004, 10003; a repeat by the owner changes nothing
   */
  dismiss(uid: number, target: GroupTarget): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      const group = await this.changes.find(tx, target);
      if (!group) {
        if ((await this.groups.findDismissedOwner(tx, target.groupType, target.groupId)) === uid) return;
        throw new AppError(20005);
      }
      await this.standing.assertRole(tx, group, uid, 'owner');
      await this.changes.releaseAll(tx, group);
      await this.groups.close(tx, group.id, Date.now());
    });
  }

  private held<T>(target: GroupTarget, work: (tx: Tx, group: HeldGroup) => Promise<T>): Promise<T> {
    return this.unitOfWork.run(async (tx) => work(tx, await this.changes.hold(tx, target)));
  }
}
