import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { followersOf, type GroupTarget, keyOf } from '../timeline/conversation-target.js';
import { UserService } from '../users/user.service.js';
import { GroupStanding } from './group-standing.js';
import { Invitations } from './invitations.js';
import { MembershipChanges } from './membership-changes.js';
import { MembershipRepository } from './membership.repository.js';

const USER_GROUP = 1;

/** How users come into groups by themselves, and go (contract, section 7). */
@Injectable()
export class GroupParticipationService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: MembershipChanges,
    private readonly memberships: MembershipRepository,
    private readonly standing: GroupStanding,
    private readonly users: UserService,
    private readonly invitations: Invitations,
  ) {}

  /** Anybody may join interest groups and communities. @throws AppError 20005, 10003 for type 1, 20011 */
  async join(uid: number, target: GroupTarget): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const group = await this.changes.hold(tx, target);
      if (target.groupType === USER_GROUP) throw new AppError(10003);
      await this.changes.admit(tx, group, [uid]);
    });
  }

  /**
   * Who is no member stays none, also where the group was dismissed since.
   * @throws AppError 20005 where there is none that the user was ever in, 20013 for the owner
   */
  async quit(uid: number, target: GroupTarget): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const group = await this.changes.find(tx, target);
      if (!group) {
        if (await this.memberships.wasMember(tx, keyOf(target), uid)) return;
        throw new AppError(20005);
      }
      if (group.owner_id === uid) throw new AppError(20013);
      await this.changes.release(tx, group, [uid]);
    });
  }

  /**
   * A member brings others into a group of type 1; those who blocked the member are left out.
   * @returns how many joined
   * @throws AppError 20005, 10003 for types 2 and 3, 20004, 20001 naming ids, 20011
   */
  invite(uid: number, target: GroupTarget, invitees: readonly number[]): Promise<number> {
    return this.unitOfWork.run(async (tx) => {
      const group = await this.changes.hold(tx, target);
      if (target.groupType !== USER_GROUP) throw new AppError(10003);
      await this.standing.assertRole(tx, group, uid, 'owner', 'admin', 'member');
      await this.users.assertExist(invitees, tx);
      return this.changes.admit(tx, group, await this.invitations.withoutBlockers(tx, uid, invitees));
    });
  }

  /** Follows an official account; broadcasts come from now on. @throws AppError 20006 */
  async follow(uid: number, serviceId: number): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const group = await this.changes.hold(tx, followersOf(serviceId));
      await this.changes.admit(tx, group, [uid]);
    });
  }

  /** @throws AppError 20006 */
  async unfollow(uid: number, serviceId: number): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const group = await this.changes.hold(tx, followersOf(serviceId));
      await this.changes.release(tx, group, [uid]);
    });
  }
}
