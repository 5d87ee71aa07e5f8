import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { PUSH_KIND } from '../../timeline/push-kind.js';
import { TimelineReader } from '../../timeline/timeline-reader.js';
import { PushRecallSteps } from './push-recall-steps.js';
import { messageRecalled, pushRecalled } from './recall-events.js';
import { RecallRepository } from './recall.repository.js';

const NOBODY = 0;

/** cms/recallMessage (contract, section 7): at any time, from everybody who got it. */
@Injectable()
export class PushRecallService {
  constructor(
    private readonly reader: TimelineReader,
    private readonly recalls: RecallRepository,
    private readonly steps: PushRecallSteps,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** A repeat changes nothing. @throws AppError 20002 for what is no official account's message */
  async recall(msgId: number): Promise<void> {
    // A broadcast stands in one place, which never changes.
    const [broadcast] = await this.reader.locate(NOBODY, [msgId]);
    await this.unitOfWork.run(async (tx) => {
      const push = await this.recalls.findPush(tx, msgId);
      if (!push) throw new AppError(20002);
      if (push.recalled_at !== null) return;
      const now = Date.now();
      await this.recalls.recallPush(tx, msgId, now);
      // Before everybody's recalls wait for the numbers of these.
      await this.steps.take(tx, msgId);
      if (push.kind === PUSH_KIND.list) {
        const places = await this.recalls.findCopies(tx, msgId);
        await this.recalls.recallCopies(tx, msgId, places, now);
        tx.emit(pushRecalled, { id: msgId, serviceId: push.service_id, places });
      } else if (broadcast) {
        const { conversationId, seq } = broadcast;
        await this.recalls.recall(tx, { conversation_id: conversationId, seq, msg_id: msgId }, now);
        tx.emit(messageRecalled, { message: broadcast });
      }
    });
    this.unitOfWork.wipeSoon();
  }
}
