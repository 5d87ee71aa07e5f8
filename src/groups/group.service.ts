import { Injectable } from '@nestjs/common';
import { ReadStore } from '../database/read-store.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ConversationDirectory } from '../timeline/conversation-directory.js';
import { inGroup } from '../timeline/conversation-target.js';
import { GroupMuteRepository } from './group-mute.repository.js';
import { GroupRepository } from './group.repository.js';

/** Groups as the host app has them. */
@Injectable()
export class GroupService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly conversations: ConversationDirectory,
    private readonly groups: GroupRepository,
    private readonly mutes: GroupMuteRepository,
    private readonly reads: ReadStore,
  ) {}

  /** The conversation of a group of types 1-3 that was made and not dismissed. */
  async findConversation(type: number, id: number): Promise<number | undefined> {
    const [row] = await this.reads.query<{ id: number }>(
      `SELECT c.id FROM chat_groups g JOIN conversations c ON c.id = g.conversation_id AND c.closed_at IS NULL
       WHERE g.type = ? AND g.id = ?`,
      [type, id],
    );
    return row?.id;
  }

  /**
   * Creates the group, with its conversation, or updates its name (contract, section 7, saveGroup). One that was
   * dismissed is made anew, without owner, members and mutes; its conversation goes on.
   */
  async save(type: number, id: number, name: string): Promise<void> {
    const freshId = await this.conversations.takeId();
    await this.unitOfWork.run(async (tx) => {
      const conversation_id = await this.conversations.createGroup(tx, freshId, inGroup(type, id));
      const wasDismissed = await this.groups.reopen(tx, conversation_id);
      await this.groups.save(tx, { type, id, name, owner_id: null, conversation_id });
      if (!wasDismissed) return;
      await this.groups.setOwner(tx, conversation_id, null);
      await this.mutes.endAll(tx, conversation_id);
    });
  }
}
