import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import type { Tx } from '../database/session.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { GroupTarget } from '../timeline/conversation-target.js';
import { memberMuted } from './group-events.js';
import { GroupLock, type HeldGroup } from './group-lock.js';
import { STORED_ROLE } from './group-role.js';
import type { GroupRoster } from './group-roster.js';
import { GroupRosterRepository } from './group-roster.repository.js';
import { GroupRepository } from './group.repository.js';
import { MembershipChanges } from './membership-changes.js';
import { OwnerSuccession } from './owner-succession.js';

/** The last day whose times have a year of four digits in every time zone: no mute ends later. */
const LATEST = Date.UTC(9999, 11, 31);

/** What owners and admins do. Each call asks under the group's lock what the caller is by then. */
@Injectable()
export class GroupGovernanceService {
  constructor(
    private readonly lock: GroupLock,
    private readonly changes: MembershipChanges,
    private readonly succession: OwnerSuccession,
    private readonly rosters: GroupRosterRepository,
    private readonly groups: GroupRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * removeMembers; an admin who names themselves leaves.
   * @returns how many were members
   * @throws AppError 20005, 20004, 10003 for plain members, and where the owner is among them (20013 for the owner)
   */
  remove(uid: number, target: GroupTarget, uids: readonly number[]): Promise<number> {
    return this.lock.holdAsMember(uid, target, uids, async (tx, group, roster) => {
      assertGoverns(roster, uid);
      if (uids.some((one) => roster.roleOf(one) === 'owner')) throw new AppError(roster.ownerId === uid ? 20013 : 10003);
      const leaving = roster.present(uids);
      if (leaving.size > 0) await this.changes.end(tx, group, leaving);
      return leaving.size;
    });
  }

  /** setAdmin. @throws AppError 20005, 20004 also where the other one is no member, 10003 for all but the owner, and on the owner */
  setAdmin(uid: number, target: GroupTarget, other: number, isAdmin: boolean): Promise<void> {
    return this.lock.holdAsMember(uid, target, [other], async (tx, group, roster) => {
      assertOwns(roster, uid);
      assertMember(roster, other);
      if (other === uid) throw new AppError(10003);
      await this.rosters.setRole(tx, group.id, other, isAdmin ? STORED_ROLE.admin : STORED_ROLE.member);
    });
  }

  /**
   * muteMember; it lasts through quitting and joining again.
   * @param seconds 0 ends it, also for who is no member any more
   * @throws AppError 20005, 20004 also where the other one is no member, 10003 for plain members, on oneself and on the owner
   */
  mute(uid: number, target: GroupTarget, other: number, seconds: number): Promise<void> {
    return this.lock.holdAsMember(uid, target, [other], async (tx, group, roster) => {
      assertGoverns(roster, uid);
      if (other === uid || roster.roleOf(other) === 'owner') throw new AppError(10003);
      if (seconds === 0) return this.unmute(tx, group, other);
      assertMember(roster, other);
      const until = Math.min(Date.now() + seconds * 1000, LATEST);
      await this.rosters.mute(tx, group.id, other, until);
      tx.emit(memberMuted, { target, uid: other, until });
    });
  }

  /** transferGroup; a repeat changes nothing. @throws AppError 20005, 20004 also where the other one is no member, 10003 */
  transfer(uid: number, target: GroupTarget, other: number): Promise<void> {
    return this.lock.holdAsMember(uid, target, [other], async (tx, group, roster) => {
      if (roster.roleOf(other) === 'owner') return;
      assertOwns(roster, uid);
      assertMember(roster, other);
      await this.succession.handOver(tx, group.id, other);
    });
  }

  /** dismissGroup; former members keep seeing what was sent. @throws AppError 20005, 20004, 10003 for all but the owner */
  dismiss(uid: number, target: GroupTarget): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      const group = await this.lock.find(tx, target);
      if (!group) {
        if (await this.groups.wasDismissedBy(tx, target, uid)) return;
        throw new AppError(20005);
      }
      assertOwns(await this.lock.rosterFor(tx, group, uid), uid);
      await this.changes.dismiss(tx, group, await this.rosters.findEverybody(tx, group.id));
    });
  }

  private async unmute(tx: Tx, { id, target }: HeldGroup, uid: number): Promise<void> {
    if (await this.rosters.unmute(tx, id, uid)) tx.emit(memberMuted, { target, uid, until: undefined });
  }
}

function assertOwns(roster: GroupRoster, uid: number): void {
  if (roster.roleOf(uid) !== 'owner') throw new AppError(10003);
}

function assertGoverns(roster: GroupRoster, uid: number): void {
  if (roster.roleOf(uid) === 'member') throw new AppError(10003);
}

function assertMember(roster: GroupRoster, uid: number): void {
  if (roster.roleOf(uid) === undefined) throw new AppError(20004);
}
