import { Injectable } from '@nestjs/common';
import { ReadStore } from '../database/read-store.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ConversationDirectory } from '../timeline/conversation-directory.js';
import { inGroup } from '../timeline/conversation-target.js';

/** Groups as the host app has them. */
@Injectable()
export class GroupService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly conversations: ConversationDirectory,
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

  /** Creates the group, with its conversation, or updates its name (contract, section 7, saveGroup). */
  async save(type: number, id: number, name: string): Promise<void> {
    const freshId = await this.conversations.takeId();
    await this.unitOfWork.run(async (tx) => {
      const conversationId = await this.conversations.createGroup(tx, freshId, inGroup(type, id));
      await tx.execute(
        `INSERT INTO chat_groups (type, id, name, owner_id, conversation_id, created_at) VALUES (?, ?, ?, NULL, ?, ?)
         ${tx.dialect.upsert(['type', 'id'], ['name'])}`,
        [type, id, name, conversationId, Date.now()],
      );
    });
  }
}
