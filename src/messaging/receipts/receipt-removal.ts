import { Injectable } from '@nestjs/common';
import { ReadStore } from '../../database/read-store.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { type ConversationTarget, FOLLOWERS, targetOf } from '../../timeline/conversation-target.js';
import { ReceiptRepository, type Side } from './receipt.repository.js';

const CHUNK = 200;

/**
 * Receipts of a user who was deleted. What others sent them keeps its status: it is exact, and theirs to know. Marks
 * that only served the user's own unread counts go: of official accounts' messages, whose receipts stand with the
 * push, and of notes to oneself.
 */
@Injectable()
export class ReceiptRemoval {
  constructor(
    private readonly reads: ReadStore,
    private readonly receipts: ReceiptRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Yields how many blocks of marks went with each chunk. */
  async *removeUnneeded(uid: number): AsyncGenerator<number> {
    for (let after = 0; ;) {
      const rows = await this.reads.query<{ conversation_id: number; conversation_key: string }>(
        `SELECT p.conversation_id, c.conversation_key FROM participants p JOIN conversations c ON c.id = p.conversation_id
         WHERE p.user_id = ? AND p.conversation_id > ? ORDER BY p.conversation_id LIMIT ?`,
        [uid, after, CHUNK],
      );
      const sides = rows
        .filter(({ conversation_key }) => isForOneself(targetOf(conversation_key)))
        .map(({ conversation_id }): Side => ({ conversationId: conversation_id, uid }));
      yield await this.remove(sides);
      if (rows.length < CHUNK) return;
      after = rows.at(-1)?.conversation_id ?? 0;
    }
  }

  private async remove(sides: readonly Side[]): Promise<number> {
    if (sides.length === 0) return 0;
    return this.unitOfWork.run(async (tx) => {
      const all = sides.map((side) => ({ ...side, block: Number.MAX_SAFE_INTEGER }));
      const blocks = await this.receipts.findBlocksBelow(tx, all);
      await this.receipts.deleteBlocks(tx, blocks);
      return blocks.length;
    });
  }
}

function isForOneself(target: ConversationTarget): boolean {
  switch (target.kind) {
    case 'users':
      return target.low === target.high;
    case 'service':
      return true;
    case 'group':
      return target.groupType === FOLLOWERS;
  }
}
