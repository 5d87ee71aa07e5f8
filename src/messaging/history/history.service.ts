import { Injectable } from '@nestjs/common';
import { AppError, badParameter } from '../../common/errors/app-error.js';
import { conversationIdFor, parseConversationId } from '../../timeline/conversation-target.js';
import { type Push, PushPresenter } from '../../timeline/push.presenter.js';
import { TimelineReader } from '../../timeline/timeline-reader.js';
import type { GetHistoryDto } from '../dto/get-history.dto.js';
import { ANSWER_BYTES, collect } from './collect.js';
import { VisibilityRepository } from './visibility.repository.js';
import { type Cursor, selectSeqs } from './visible-range.js';

const DEFAULT_LIMIT = 50;

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

    const place = { conversationId: visible.conversationId, target };
    const { items, hasMore } = await collect<Push>(dto.limit ?? DEFAULT_LIMIT, ANSWER_BYTES, async (count, last) => {
      const { ranges, hasMore } = selectSeqs(visible.ranges, behind(cursor, last), count);
      const messages = await this.reader.read(place, ranges);
      const pushes = messages.map((message) => this.presenter.present(message, uid));
      return { items: cursor.kind === 'after' ? pushes : pushes.reverse(), hasMore };
    });
    const messages = cursor.kind === 'after' ? items : [...items].reverse();
    return { conversation_id, last_seq, messages, has_more: hasMore };
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
