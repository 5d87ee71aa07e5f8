import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import type { Tx } from '../database/session.js';
import { type GroupRole, roleOf } from './group-role.js';
import type { HeldGroup } from './held-group.js';
import { MembershipRepository } from './membership.repository.js';

/** What members are to a group that the transaction holds, and what that lets them do. */
@Injectable()
export class GroupStanding {
  constructor(private readonly memberships: MembershipRepository) {}

  /** The roles of those of the users who are members. */
  async rolesOf(tx: Tx, group: HeldGroup, uids: readonly number[]): Promise<Map<number, GroupRole>> {
    const roles = await this.memberships.findRoles(tx, group.id, uids);
    return new Map([...roles].map(([uid, role]) => [uid, roleOf(uid, role, group.owner_id)]));
  }

  /** @throws AppError 20004 for who is no member, 10003 for who has none of the roles */
  async assertRole(tx: Tx, group: HeldGroup, uid: number, ...allowed: readonly GroupRole[]): Promise<GroupRole> {
    const role = (await this.rolesOf(tx, group, [uid])).get(uid);
    if (role === undefined) throw new AppError(20004);
    if (!allowed.includes(role)) throw new AppError(10003);
    return role;
  }

  /** @throws AppError 20004 naming the user */
  async assertMember(tx: Tx, group: HeldGroup, uid: number): Promise<void> {
    if (!(await this.rolesOf(tx, group, [uid])).has(uid)) throw new AppError(20004, String(uid));
  }
}
