import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/session.js';
import { ConversationDirectory } from '../timeline/conversation-directory.js';
import { type GroupTarget, keyOf } from '../timeline/conversation-target.js';
import { GroupRepository } from './group.repository.js';
import { Invitations } from './invitations.js';
import { MembershipChanges } from './membership-changes.js';

/** A group to be made, and who is to be in it, in the order of joining; the owner is the first. */
export interface GroupPlan {
  readonly ownerId: number;
  readonly name: string;
  readonly invitees: readonly number[];
}

/** Makes a group with its conversation and its first members, in one transaction. */
@Injectable()
export class GroupMaker {
  constructor(
    private readonly conversations: ConversationDirectory,
    private readonly groups: GroupRepository,
    private readonly changes: MembershipChanges,
    private readonly invitations: Invitations,
  ) {}

  /** An id for the group's conversation; call it outside the transaction. */
  takeConversationId(): Promise<number> {
    return this.conversations.takeId();
  }

  /**
   * @param freshId from `takeConversationId`
   * @returns false where the host app gave this id to a group of its own
   * @throws AppError 20011
   */
  async make(tx: Tx, target: GroupTarget, { ownerId, name, invitees }: GroupPlan, freshId: number): Promise<boolean> {
    if (await this.groups.isTaken(tx, keyOf(target))) return false;
    const conversationId = await this.conversations.createGroup(tx, freshId, target);
    // Not ours where the host app made one in this very moment.
    if (conversationId !== freshId) return false;
    const { groupType: type, groupId: id } = target;
    await this.groups.save(tx, { type, id, name, owner_id: ownerId, conversation_id: conversationId });
    const group = await this.changes.hold(tx, target);
    const others = await this.invitations.withoutBlockers(tx, ownerId, invitees);
    await this.changes.admit(tx, group, [ownerId, ...others]);
    return true;
  }
}
