import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import type { Tx } from '../database/session.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type GroupTarget, keyOf } from '../timeline/conversation-target.js';
import type { GroupRoster } from './group-roster.js';
import { GroupRosterRepository } from './group-roster.repository.js';
import { GROUP_TYPE } from './group-types.js';
import { type LockedGroup, MembershipRepository } from './membership.repository.js';

/** A group whose conversation the transaction holds: no send, and no other change, happens meanwhile. */
export interface HeldGroup extends LockedGroup {
  readonly target: GroupTarget;
}

/** What changes a group does so under its lock, where all that it goes by is true until the commit. */
@Injectable()
export class GroupLock {
  constructor(
    private readonly memberships: MembershipRepository,
    private readonly rosters: GroupRosterRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws AppError 20005; 20006 for followers of an account that does not exist */
  hold<T>(target: GroupTarget, work: (tx: Tx, group: HeldGroup) => Promise<T>): Promise<T> {
    return this.unitOfWork.run(async (tx) => {
      const group = await this.find(tx, target);
      if (!group) throw new AppError(target.groupType === GROUP_TYPE.followers ? 20006 : 20005);
      return work(tx, group);
    });
  }

  /**
   * For what only members may do.
   * @param others whose standing is asked for too
   * @throws AppError 20005, 20004
   */
  holdAsMember<T>(
    uid: number,
    target: GroupTarget,
    others: readonly number[],
    work: (tx: Tx, group: HeldGroup, roster: GroupRoster) => Promise<T>,
  ): Promise<T> {
    return this.hold(target, async (tx, group) => work(tx, group, await this.rosterFor(tx, group, uid, others)));
  }

  /** Nothing where there is no such group, or it was dismissed. */
  async find(tx: Tx, target: GroupTarget): Promise<HeldGroup | undefined> {
    const group = await this.memberships.lockGroup(tx, keyOf(target));
    return group && { ...group, target };
  }

  /** @throws AppError 20004 where the user is no member */
  async rosterFor(tx: Tx, group: HeldGroup, uid: number, others: readonly number[] = []): Promise<GroupRoster> {
    const roster = await this.rosters.find(tx, group.id, [...new Set([uid, ...others])]);
    if (roster.roleOf(uid) === undefined) throw new AppError(20004);
    return roster;
  }
}
