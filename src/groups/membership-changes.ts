import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { Configuration } from '../config/configuration.js';
import type { Tx } from '../database/session.js';
import { type MembersChanged, membersChanged } from './group-events.js';
import type { HeldGroup } from './group-lock.js';
import { GroupRepository } from './group.repository.js';
import { GROUP_TYPE } from './group-types.js';
import { MembershipRepository } from './membership.repository.js';

/** Joining and leaving, by whatever call: under the group's lock, and told once it is committed. */
@Injectable()
export class MembershipChanges {
  constructor(
    private readonly memberships: MembershipRepository,
    private readonly groups: GroupRepository,
    private readonly configuration: Configuration,
  ) {}

  /**
   * Lets those of the users join, in this order, who are no members yet; they see what is sent from now on.
   * @returns how many joined
   * @throws AppError 20011
   */
  async admit(tx: Tx, group: HeldGroup, uids: readonly number[]): Promise<number> {
    const present = await this.memberships.findPresent(tx, group.id, uids);
    const joined = uids.filter((uid) => !present.has(uid));
    if (joined.length === 0) return 0;
    this.assertRoom(group, joined.length);
    await this.memberships.insert(tx, group, joined, Date.now());
    await this.announce(tx, group, { joined });
    return joined.length;
  }

  /** Ends memberships (by user the seq since when); their users keep seeing what was sent meanwhile. */
  async end(tx: Tx, group: HeldGroup, since: ReadonlyMap<number, number>): Promise<void> {
    await this.memberships.close(tx, group, since);
    await this.announce(tx, group, { left: [...since.keys()] });
  }

  /** Ends the group together with all its memberships. */
  async dismiss(tx: Tx, group: HeldGroup, since: ReadonlyMap<number, number>): Promise<void> {
    await this.memberships.close(tx, group, since);
    await this.groups.close(tx, group.id, Date.now());
    await this.announce(tx, group, { left: [...since.keys()], dismissed: true });
  }

  /** Followers of an official account are unlimited. */
  private assertRoom({ target, member_count }: HeldGroup, joining: number): void {
    const limited = target.groupType !== GROUP_TYPE.followers;
    if (limited && member_count + joining > this.configuration.groupMaxMembers) throw new AppError(20011);
  }

  private async announce(
    tx: Tx,
    { id, target, last_seq, members_version }: HeldGroup,
    { joined = [], left = [], dismissed = false }: Partial<Pick<MembersChanged, 'joined' | 'left' | 'dismissed'>>,
  ): Promise<void> {
    await this.memberships.recordChange(tx, id, joined.length, left.length);
    tx.emit(membersChanged, {
      conversationId: id,
      target,
      lastSeq: last_seq,
      version: members_version + 1,
      joined,
      left,
      dismissed,
    });
  }
}
