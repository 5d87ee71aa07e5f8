import { Injectable } from '@nestjs/common';
import { ReadStore } from '../database/read-store.js';
import { chunks } from '../database/sql.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { targetOf } from '../timeline/conversation-target.js';
import { GroupMuteRepository } from './group-mute.repository.js';
import { GroupRepository } from './group.repository.js';
import { MembershipChanges } from './membership-changes.js';
import { MembershipRepository } from './membership.repository.js';

const CHUNK = 100;

/** What a user who was deleted leaves behind in groups, and among followers. In chunks, of which each is whole. */
@Injectable()
export class GroupDepartureService {
  constructor(
    private readonly memberships: MembershipRepository,
    private readonly changes: MembershipChanges,
    private readonly groups: GroupRepository,
    private readonly mutes: GroupMuteRepository,
    private readonly reads: ReadStore,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Leaves every group, as by quitting; one that they own passes on, or is dismissed where nobody else is in it.
   * Yields 1 for each.
   */
  async *leaveAll(uid: number): AsyncGenerator<number> {
    for (const { conversation_key } of await this.memberships.findGroupsOf([uid])) {
      const target = targetOf(conversation_key);
      if (target.kind !== 'group') continue;
      yield await this.unitOfWork.run(async (tx) => {
        const group = await this.changes.find(tx, target);
        const left = group ? await this.changes.release(tx, group, [uid]) : 0;
        const isEmptied = group?.owner_id === uid && group.member_count === left;
        if (isEmptied) await this.groups.close(tx, group.id, Date.now());
        return left;
      });
    }
  }

  /** Forgets the mutes that outlasted their memberships. Yields how many went with each chunk. */
  async *forgetMutes(uid: number): AsyncGenerator<number> {
    const muted = await this.mutes.findOfFormerMember(this.reads, uid);
    for (const part of chunks(muted, CHUNK)) {
      await this.unitOfWork.run(async (tx) => {
        for (const conversationId of part) await this.mutes.end(tx, conversationId, uid);
      });
      yield part.length;
    }
  }
}
