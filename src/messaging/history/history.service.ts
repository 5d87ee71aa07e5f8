import { Injectable } from '@nestjs/common';
import { AppError, badParameter, storageUnavailable } from '../../common/errors/app-error.js';
import { type ConversationTarget, conversationIdFor, parseConversationId } from '../../timeline/conversation-target.js';
import type { Message } from '../../timeline/message.js';
import { type Push, PushPresenter } from '../../timeline/push.presenter.js';
import { TimelineReader } from '../../timeline/timeline-reader.js';
import type { GetHistoryDto } from '../dto/get-history.dto.js';
import { ANSWER_BYTES, collect } from './collect.js';
import { type Visible, VisibilityRepository } from './visibility.repository.js';
import { countSeqs, type Cursor, selectSeqs } from './visible-range.js';

const DEFAULT_LIMIT = 50;
const READS = 6;

export interface HistoryPage {
  readonly conversation_id: string;
  /** The last seq that the caller may see; 0 where nothing is visible. */
  readonly last_seq: number;
  /** Ascending. */
  readonly messages: readonly Push[];
  /** Whether more lie beyond, in the direction that was asked for. */
  readonly has_more: boolean;
}

/** getHistory (contract, section 7). */
@Injectable()
export class HistoryService {
  constructor(
    private readonly visibility: VisibilityRepository,
    private readonly reader: TimelineReader,
    private readonly presenter: PushPresenter,
  ) {}

  /** @throws AppError 10000 for an ill-formed conversation_id or two cursors, 20004 for a group never joined */
  async read(uid: number, dto: GetHistoryDto): Promise<HistoryPage> {
    const target = parseConversationId(dto.conversation_id, uid);
    if (!target) throw badParameter('conversation_id');
    const cursor = cursorOf(dto);
    const visible = await this.visibility.find(uid, target);
    if (!visible && target.kind === 'group') throw new AppError(20004);

    const conversation_id = conversationIdFor(target, uid);
    const last_seq = visible?.ranges.at(-1)?.to ?? 0;
    if (!visible || last_seq === 0) return { conversation_id, last_seq, messages: [], has_more: false };

    const { items, hasMore } = await collect<Push>(dto.limit ?? DEFAULT_LIMIT, ANSWER_BYTES, async (count, last) => {
      const { messages, hasMore } = await this.readPart(uid, target, visible, behind(cursor, last), count);
      const pushes = messages.map((message) => this.presenter.present(message, uid));
      return { items: cursor.kind === 'after' ? pushes : pushes.reverse(), hasMore };
    });
    const messages = cursor.kind === 'after' ? items : [...items].reverse();
    return { conversation_id, last_seq, messages, has_more: hasMore };
  }

  /** Up to `count` messages at a cursor, as many as there are: where some expired meanwhile, others are in their place. */
  private async readPart(
    uid: number,
    target: ConversationTarget,
    known: Visible,
    cursor: Cursor,
    count: number,
  ): Promise<{ messages: Message[]; hasMore: boolean }> {
    let visible: Visible | undefined = known;
    for (let attempt = 1; attempt <= READS; attempt += 1) {
      const { ranges, hasMore } = selectSeqs(visible?.ranges ?? [], cursor, count);
      const messages = await this.reader.read({ conversationId: known.conversationId, target }, ranges);
      if (messages.length === countSeqs(ranges)) return { messages, hasMore };
      visible = await this.visibility.find(uid, target);
    }
    throw storageUnavailable(new Error(`Messages of conversation ${known.conversationId} expire as they are read`));
  }
}

function cursorOf({ before_seq, after_seq }: GetHistoryDto): Cursor {
  if (before_seq !== undefined && after_seq !== undefined) throw badParameter('before_seq, after_seq');
  if (before_seq !== undefined) return { kind: 'before', seq: before_seq };
  return after_seq === undefined ? { kind: 'newest' } : { kind: 'after', seq: after_seq };
}

/** Where to read on, in the cursor's direction. */
function behind(cursor: Cursor, last: Push | undefined): Cursor {
  if (!last) return cursor;
  return { kind: cursor.kind === 'after' ? 'after' : 'before', seq: last.seq };
}
