var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Injectable } from '@nestjs/common';
import { toWindow } from '../../common/paging.js';
import { conversationIdFor, targetOf } from '../../timeline/conversation-target.js';
import { PushPresenter } from '../../timeline/push.presenter.js';
import { TimelineReader } from '../../timeline/timeline-reader.js';
import { VisibilityRepository } from './visibility.repository.js';
/** Without page_size page 1 is everything; no user has as many conversations as this. */
const EVERYTHING = 1_000_000;
/** getConversationList (contract, section 7); `unread` comes with the receipts. */
let ConversationListService = class ConversationListService {
    constructor(visibility, reader, presenter) {
        this.visibility = visibility;
        this.reader = reader;
        this.presenter = presenter;
    }
    async list(uid, page) {
        const window = toWindow(page);
        if (!window)
            return { total: await this.visibility.count(uid), conversations: [] };
        const { total, items } = await this.visibility.list(uid, window.offset, window.limit ?? EVERYTHING);
        return { total, conversations: await this.summarise(uid, items) };
    }
    async summarise(uid, items) {
        const messages = await this.reader.readEach(items.map(({ conversationId, key, lastSeq }) => ({ conversationId, target: targetOf(key), seq: lastSeq })));
        return messages.map((message) => {
            const last_message = this.presenter.present(message, uid);
            return {
                conversation_id: conversationIdFor(message.target, uid),
                last_seq: message.seq,
                last_message,
                updated: last_message.send_time,
            };
        });
    }
};
ConversationListService = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [VisibilityRepository,
        TimelineReader,
        PushPresenter])
], ConversationListService);
export { ConversationListService };
//# sourceMappingURL=conversation-list.service.js.map