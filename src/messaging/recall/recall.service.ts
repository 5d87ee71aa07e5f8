import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { Configuration } from '../../config/configuration.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { TimelineReader } from '../../timeline/timeline-reader.js';
import { messageRecalled } from './recall-events.js';
import { RecallRepository } from './recall.repository.js';

/** recallMessage (contract, section 7): the place and seq stay, the body goes. */
@Injectable()
export class RecallService {
  constructor(
    private readonly reader: TimelineReader,
    private readonly recalls: RecallRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly configuration: Configuration,
  ) {}

  /** @throws AppError 20002 for a message that is not the user's own, 20012 past RECALL_WINDOW */
  async recallOwn(uid: number, msgId: number): Promise<void> {
    const [message] = await this.reader.locate(uid, [msgId]);
    if (message?.sender.kind !== 'user' || message.sender.id !== uid) throw new AppError(20002);
    const { conversationId, seq } = message;
    await this.unitOfWork.run(async (tx) => {
      const row = await this.recalls.findMessage(tx, conversationId, seq);
      if (!row) throw new AppError(20002);
      if (row.recalled_at !== null) return;
      const now = Date.now();
      if (now - row.created_at > this.configuration.recallWindow * 1000) throw new AppError(20012);
      await this.recalls.recall(tx, { conversation_id: conversationId, seq, msg_id: msgId }, now);
      tx.emit(messageRecalled, { message });
    });
    this.unitOfWork.wipeSoon();
  }
}
