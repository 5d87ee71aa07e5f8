import { Injectable } from '@nestjs/common';
import { chunks } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { ConversationDirectory } from '../../timeline/conversation-directory.js';
import { messagesErased } from '../recall/recall-events.js';
import { RecallRepository } from '../recall/recall.repository.js';
import { EraseRepository, type WrittenCursor, type WrittenRow } from './erase.repository.js';

/** Messages that one statement looks for. */
const PAGE = 2000;
/** Messages that are gathered before they are sorted by conversation, so that what is told is told conversation by conversation. */
const WINDOW = 50_000;
/** Messages of one conversation that one transaction erases. */
const CHUNK = 100;

/**
 * Takes away what a user wrote: places and seqs stay, bodies go, as when it is recalled, and clients are told the same
 * way. In chunks, of which each is whole; what was erased before is passed over, so that it may begin anew at any time.
 */
@Injectable()
export class MessageEraser {
  constructor(
    private readonly messages: EraseRepository,
    private readonly recalls: RecallRepository,
    private readonly directory: ConversationDirectory,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Everything that the user wrote. Yields how many each chunk erased; 0 where it only read. */
  async *eraseWrittenBy(uid: number): AsyncGenerator<number> {
    let cursor: WrittenCursor | undefined = { clientMsgId: '' };
    while (cursor !== undefined) {
      const window: WrittenRow[] = [];
      while (cursor !== undefined && window.length < WINDOW) {
        const page: WrittenRow[] = await this.messages.findWritten(uid, cursor, PAGE);
        window.push(...page);
        cursor = cursorBehind(cursor, page);
        yield 0;
      }
      yield* this.eraseAll(uid, window);
    }
  }

  /** What the user wrote to themselves: nobody else can ever read it. */
  async *eraseNotes(uid: number): AsyncGenerator<number> {
    const conversationId = await this.directory.findDialogue(uid, uid);
    if (conversationId === undefined) return;
    for (let after = 0; ;) {
      const page = await this.messages.findIn(conversationId, after, PAGE);
      yield* this.eraseAll(uid, page);
      if (page.length < PAGE) return;
      after = page.at(-1)?.seq ?? 0;
    }
  }

  private async *eraseAll(uid: number, rows: readonly WrittenRow[]): AsyncGenerator<number> {
    const byConversation = new Map<number, number[]>();
    for (const { conversation_id, seq } of rows) {
      const seqs = byConversation.get(conversation_id);
      if (seqs) seqs.push(seq);
      else byConversation.set(conversation_id, [seq]);
    }
    for (const [conversationId, seqs] of byConversation) {
      seqs.sort((a, b) => a - b);
      for (const part of chunks(seqs, CHUNK)) {
        const erased = await this.erase(uid, conversationId, part);
        if (erased > 0) this.unitOfWork.wipeSoon();
        yield erased;
      }
    }
  }

  private async erase(uid: number, conversationId: number, seqs: readonly number[]): Promise<number> {
    const left = await this.messages.findUnerased(conversationId, seqs);
    if (left.length === 0) return 0;
    return this.unitOfWork.run(async (tx) => {
      const erased = await this.messages.erase(tx, conversationId, left, Date.now());
      if (erased.length > 0) {
        const target = await this.directory.targetOf(tx, conversationId);
        await this.recalls.log(
          tx,
          erased.map(({ id, seq }) => ({ conversation_id: conversationId, seq, msg_id: id })),
        );
        tx.emit(messagesErased, { conversationId, target, uid, messages: erased });
      }
      return erased.length;
    });
  }
}

/** Where to read on; undefined at the end. */
function cursorBehind(before: WrittenCursor, page: readonly WrittenRow[]): WrittenCursor | undefined {
  const last = page.at(-1);
  if (last && page.length === PAGE) {
    const { client_msg_id: clientMsgId, conversation_id: conversationId, seq } = last;
    return clientMsgId === null ? { clientMsgId, conversationId, seq } : { clientMsgId };
  }
  return before.clientMsgId === null ? undefined : { clientMsgId: null, conversationId: 0, seq: 0 };
}
