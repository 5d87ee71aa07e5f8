import { Injectable } from '@nestjs/common';
import { type Page, toWindow } from '../../common/paging.js';
import { conversationIdFor, targetOf } from '../../timeline/conversation-target.js';
import { type Push, PushPresenter } from '../../timeline/push.presenter.js';
import { TimelineReader } from '../../timeline/timeline-reader.js';
import { UnreadService } from '../receipts/unread.service.js';
import { type ListedConversation, VisibilityRepository } from './visibility.repository.js';

export interface ConversationSummary {
  readonly conversation_id: string;
  readonly last_seq: number;
  /** Others' messages not read and not recalled, at most 999. */
  readonly unread: number;
  readonly last_message: Push;
  /** Time of the last message. */
  readonly updated: string;
}

export interface ConversationList {
  readonly total: number;
  readonly conversations: readonly ConversationSummary[];
}

/** Without page_size page 1 is everything; no user has as many conversations as this. */
const EVERYTHING = 1_000_000;

/** getConversationList (contract, section 7). */
@Injectable()
export class ConversationListService {
  constructor(
    private readonly visibility: VisibilityRepository,
    private readonly reader: TimelineReader,
    private readonly presenter: PushPresenter,
    private readonly unread: UnreadService,
  ) {}

  async list(uid: number, page: Page): Promise<ConversationList> {
    const window = toWindow(page);
    if (!window) return { total: await this.visibility.count(uid), conversations: [] };
    const { total, items } = await this.visibility.list(uid, window.offset, window.limit ?? EVERYTHING);
    return { total, conversations: await this.summarise(uid, items) };
  }

  private async summarise(uid: number, items: readonly ListedConversation[]): Promise<ConversationSummary[]> {
    const places = items.map(({ conversationId, key, lastSeq, expiredSeq }) => ({
      conversationId,
      target: targetOf(key),
      lastSeq,
      expiredSeq,
    }));
    const unread = await this.unread.count(uid, places);
    const messages = await this.reader.readEach(places.map((place) => ({ ...place, seq: place.lastSeq })));
    return messages.map((message) => {
      const last_message = this.presenter.present(message, uid);
      return {
        conversation_id: conversationIdFor(message.target, uid),
        last_seq: message.seq,
        unread: unread.get(message.conversationId) ?? 0,
        last_message,
        updated: last_message.send_time,
      };
    });
  }
}
