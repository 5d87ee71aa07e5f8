import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ConversationDirectory } from '../timeline/conversation-directory.js';
import { inGroup } from '../timeline/conversation-target.js';
import { GroupRepository } from './group.repository.js';

/** Groups as the host app has them. */
@Injectable()
export class GroupService {
  constructor(
    private readonly groups: GroupRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly conversations: ConversationDirectory,
  ) {}

  /** The conversation of a group of types 1-3 that was made and not dismissed. */
  findConversation(type: number, id: number): Promise<number | undefined> {
    return this.groups.findConversation(inGroup(type, id));
  }

  /**
   * Creates the group, with its conversation, or updates its name (contract, section 7, saveGroup). One that was
   * dismissed is made anew, and its conversation goes on.
   */
  async save(type: number, id: number, name: string): Promise<void> {
    const freshId = await this.conversations.takeId();
    const target = inGroup(type, id);
    await this.unitOfWork.run(async (tx) => {
      const conversationId = await this.conversations.createGroup(tx, freshId, target);
      await this.groups.save(tx, { target, name, ownerId: null, conversationId }, Date.now());
      if (conversationId !== freshId) await this.groups.reopen(tx, conversationId);
    });
  }
}
