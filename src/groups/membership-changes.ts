import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { Configuration } from '../config/configuration.js';
import type { Tx } from '../database/session.js';
import { FOLLOWERS, type GroupTarget, keyOf } from '../timeline/conversation-target.js';
import { membersChanged } from './group-events.js';
import type { HeldGroup } from './held-group.js';
import { GroupOwnership } from './group-ownership.js';
import { MembershipRepository } from './membership.repository.js';

/** Who joins and who leaves, inside a transaction that holds the group. */
@Injectable()
export class MembershipChanges {
  constructor(
    private readonly memberships: MembershipRepository,
    private readonly ownership: GroupOwnership,
    private readonly configuration: Configuration,
  ) {}

  /** @throws AppError 20005, or 20006 for an official account, where there is none or it was dismissed */
  async hold(tx: Tx, target: GroupTarget): Promise<HeldGroup> {
    const group = await this.find(tx, target);
    if (!group) throw new AppError(target.groupType === FOLLOWERS ? 20006 : 20005);
    return group;
  }

  /** As `hold`, but undefined where there is none. */
  async find(tx: Tx, target: GroupTarget): Promise<HeldGroup | undefined> {
    const group = await this.memberships.lockGroup(tx, keyOf(target));
    return group && { ...group, target };
  }

  /** Lets in those who are no members yet. @returns how many they were @throws AppError 20011 */
  async admit(tx: Tx, group: HeldGroup, uids: readonly number[]): Promise<number> {
    const present = await this.memberships.findPresent(tx, group.id, uids);
    const joined = [...new Set(uids)].filter((uid) => !present.has(uid));
    if (joined.length === 0) return 0;
    const isLimited = group.target.groupType !== FOLLOWERS;
    if (isLimited && group.member_count + joined.length > this.configuration.groupMaxMembers) throw new AppError(20011);
    await this.memberships.insert(tx, group, joined, Date.now());
    await this.announce(tx, group, joined, []);
    return joined.length;
  }

  /**
   * Ends the memberships of those who are members; where the owner is among them, the oldest admin, else the
   * oldest member, owns the group.
   * @returns how many they were
   */
  async release(tx: Tx, group: HeldGroup, uids: readonly number[]): Promise<number> {
    const present = await this.memberships.findPresent(tx, group.id, uids);
    if (present.size === 0) return 0;
    await this.memberships.close(tx, group, present);
    await this.announce(tx, group, [], [...present.keys()]);
    if (group.owner_id !== null && present.has(group.owner_id)) await this.ownership.passOn(tx, group);
    return present.size;
  }

  /** Ends all memberships: the group is being dismissed. */
  async releaseAll(tx: Tx, group: HeldGroup): Promise<void> {
    const present = await this.memberships.findAllPresent(tx, group.id);
    await this.memberships.close(tx, group, present);
    await this.announce(tx, group, [], [...present.keys()], true);
  }

  private async announce(
    tx: Tx,
    { id, target, last_seq, members_version }: HeldGroup,
    joined: readonly number[],
    left: readonly number[],
    dismissed = false,
  ): Promise<void> {
    await this.memberships.recordChange(tx, id, joined.length, left.length);
    const version = members_version + 1;
    tx.emit(membersChanged, { conversationId: id, target, lastSeq: last_seq, version, joined, left, dismissed });
  }
}
