import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import type { GroupTarget } from '../timeline/conversation-target.js';
import { UserService } from '../users/user.service.js';
import { GroupLock } from './group-lock.js';
import { GroupRosterRepository } from './group-roster.repository.js';
import { GroupRepository } from './group.repository.js';
import { GROUP_TYPE } from './group-types.js';
import { Invitations } from './invitations.js';
import { MembershipChanges } from './membership-changes.js';

/** How users themselves come into a group, and go. */
@Injectable()
export class GroupJoiningService {
  constructor(
    private readonly lock: GroupLock,
    private readonly changes: MembershipChanges,
    private readonly rosters: GroupRosterRepository,
    private readonly groups: GroupRepository,
    private readonly invitations: Invitations,
    private readonly users: UserService,
  ) {}

  /** joinGroup; a repeat changes nothing. @throws AppError 20005, 10003 where one is invited, 20011 */
  async join(uid: number, target: GroupTarget): Promise<void> {
    if (target.groupType === GROUP_TYPE.user) return this.refuse(target);
    await this.lock.hold(target, (tx, group) => this.changes.admit(tx, group, [uid]));
  }

  /** quitGroup; who is no member stays so. @throws AppError 20005, 20013 for the owner */
  quit(uid: number, target: GroupTarget): Promise<void> {
    return this.lock.hold(target, async (tx, group) => {
      const roster = await this.rosters.find(tx, group.id, [uid]);
      const role = roster.roleOf(uid);
      if (role === 'owner') throw new AppError(20013);
      if (role !== undefined) await this.changes.end(tx, group, roster.present([uid]));
    });
  }

  /**
   * inviteMembers; those who blocked the inviter are skipped.
   * @returns how many joined
   * @throws AppError 20005, 10003 where everybody may join, 20004, 20001 naming ids, 20011
   */
  async invite(uid: number, target: GroupTarget, uids: readonly number[]): Promise<number> {
    if (target.groupType !== GROUP_TYPE.user) return this.refuse(target);
    return this.lock.holdAsMember(uid, target, [], async (tx, group) => {
      await this.users.assertExist(uids, tx);
      return this.changes.admit(tx, group, await this.invitations.accepted(tx, uid, uids));
    });
  }

  /** What groups of this type do not know is a 10003; that there is no such group comes first. */
  private async refuse(target: GroupTarget): Promise<never> {
    throw new AppError((await this.groups.findConversation(target)) === undefined ? 20005 : 10003);
  }
}
