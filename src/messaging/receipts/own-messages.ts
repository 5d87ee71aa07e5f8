import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { yieldToOthers } from '../../common/async/pause.js';
import { SerialQueue } from '../../common/async/serial-queue.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import type { RangeSet } from '../../timeline/range-set.js';
import { NothingToRead } from './nothing-to-read.js';
import { BLOCK, byBlock } from './receipt-marks.js';
import { RECEIPT_STATUS } from './receipt-status.js';
import { ReceiptWriter } from './receipt-writer.js';
import { ReceiptRepository, type Side } from './receipt.repository.js';

/** Conversations that wait. */
const MAX_WAITING = 1000;

/** Seqs of one side that are not marked as read. */
export interface UnreadSide extends Side {
  readonly visible: RangeSet;
  readonly unread: RangeSet;
}

/**
 * Who sends and never acknowledges keeps a long range that is not read, of their own messages: they would be counted
 * over and over. So they are marked as read, in the background, once many have been met.
 */
@Injectable()
export class OwnMessages implements OnApplicationShutdown {
  private readonly logger = new Logger(OwnMessages.name);
  private readonly queue = new SerialQueue();
  private readonly waiting = new Set<string>();
  private stopped = false;

  constructor(
    private readonly receipts: ReceiptRepository,
    private readonly writer: ReceiptWriter,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onApplicationShutdown(): void {
    this.stopped = true;
  }

  /** @param foreign how many of the seqs are messages of others, not recalled */
  markSoon(side: UnreadSide, foreign: number): void {
    const key = `${side.conversationId}:${side.uid}`;
    const isWorthIt = side.unread.size - foreign >= BLOCK;
    if (!isWorthIt || this.waiting.has(key) || this.waiting.size >= MAX_WAITING) return;
    this.waiting.add(key);
    this.queue
      .run(() => this.mark(side))
      .catch((error: unknown) => this.logger.warn({ err: error }, 'Own messages could not be marked as read'))
      .finally(() => this.waiting.delete(key));
  }

  private async mark({ conversationId, uid, visible, unread }: UnreadSide): Promise<void> {
    for (const part of byBlock(unread).values()) {
      if (this.stopped) return;
      await this.unitOfWork.run(async (tx) => {
        const stretch = { conversationId, from: part.list[0]?.from ?? 1, to: part.max, uids: [uid] };
        const nothingToRead = new NothingToRead(await this.receipts.findSent(tx, [stretch]));
        const seqs = nothingToRead.of({ conversationId, uid }).intersect(part);
        if (seqs.isEmpty) return;
        await this.writer.mark(tx, [
          { conversationId, uid, status: RECEIPT_STATUS.read, visible, seqs, upTo: undefined },
        ]);
      });
      await yieldToOthers();
    }
  }
}
