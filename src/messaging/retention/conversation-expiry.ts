import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { blockOf } from '../receipts/receipt-marks.js';
import { ReceiptRepository } from '../receipts/receipt.repository.js';
import { ExpiryRepository, type OldestRow } from './expiry.repository.js';

/** Conversations that one statement looks at. */
const CONVERSATIONS = 200;
/** Messages that one transaction removes, under the lock of their conversation. */
const MESSAGES = 200;
/** Rows that depend on them, in one transaction or page. */
const ROWS = 500;

/** What one part of a sweep removed. */
export interface Expired {
  readonly what: 'messages' | 'recalls' | 'receipts';
  readonly count: number;
}

/**
 * Removes messages that are too old to be kept, conversation by conversation, oldest first, and then what was about
 * them. In parts, of which each is whole: a conversation's `expired_seq` moves with its messages, and `cleaned_seq` follows
 * when nothing is left about them. So it may be cut anywhere, begin anew, and be done by two nodes at once.
 */
@Injectable()
export class ConversationExpiry {
  constructor(
    private readonly expiry: ExpiryRepository,
    private readonly receipts: ReceiptRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @param cutoff UTC milliseconds; what is older goes. Yields after each part, also where nothing went. */
  async *expire(cutoff: number): AsyncGenerator<Expired> {
    for (let after = 0; ;) {
      const page = await this.expiry.findOldest(after, CONVERSATIONS);
      for (const row of page) {
        const { id, created_at, cleaned_seq } = row;
        let { expired_seq } = row;
        if (created_at !== null && created_at < cutoff) expired_seq = yield* this.expireIn(row, cutoff);
        if (expired_seq > cleaned_seq) yield* this.cleanUp(id, cleaned_seq, expired_seq);
      }
      if (page.length < CONVERSATIONS) return;
      after = page.at(-1)?.id ?? after;
      yield { what: 'messages', count: 0 };
    }
  }

  /** @returns up to where its messages are gone */
  private async *expireIn({ id, expired_seq }: OldestRow, cutoff: number): AsyncGenerator<Expired, number> {
    let expiredSeq = expired_seq;
    for (let count = MESSAGES; count === MESSAGES;) {
      ({ expiredSeq, count } = await this.unitOfWork.run((tx) => this.expiry.expire(tx, id, cutoff, MESSAGES)));
      this.unitOfWork.wipeSoon();
      yield { what: 'messages', count };
    }
    return expiredSeq;
  }

  /** What is about expired messages, and was not yet when it was done up to `before`. */
  private async *cleanUp(conversationId: number, before: number, expiredSeq: number): AsyncGenerator<Expired> {
    yield* this.removeRecalls(conversationId, expiredSeq);
    if (blockOf(expiredSeq + 1) > blockOf(before + 1)) yield* this.removeReceipts(conversationId, expiredSeq);
    await this.unitOfWork.run((tx) => this.expiry.setCleaned(tx, conversationId, expiredSeq));
  }

  private async *removeRecalls(conversationId: number, expiredSeq: number): AsyncGenerator<Expired> {
    for (let after = 0; ;) {
      const page = await this.expiry.findRecalls(conversationId, after, ROWS);
      const nos = page.filter(({ seq }) => seq <= expiredSeq).map(({ no }) => no);
      if (nos.length > 0) await this.unitOfWork.run((tx) => this.expiry.deleteRecalls(tx, nos));
      yield { what: 'recalls', count: nos.length };
      if (page.length < ROWS) return;
      after = page.at(-1)?.no ?? after;
    }
  }

  /** Blocks that lie below what is left; watermarks pass over them with their user's next receipt. */
  private async *removeReceipts(conversationId: number, expiredSeq: number): AsyncGenerator<Expired> {
    const first = blockOf(expiredSeq + 1);
    for (let after = { user_id: -1, block: 0 }; ;) {
      const page = await this.expiry.findBlocks(conversationId, after, ROWS);
      const dead = page
        .filter(({ block }) => block < first)
        .map(({ user_id, block }) => ({ conversationId, uid: user_id, block }));
      if (dead.length > 0) await this.unitOfWork.run((tx) => this.receipts.deleteBlocks(tx, dead));
      yield { what: 'receipts', count: dead.length };
      if (page.length < ROWS) return;
      after = page.at(-1) ?? after;
    }
  }
}
