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
import { AppError, badParameter } from '../../common/errors/app-error.js';
import { conversationIdFor, parseConversationId } from '../../timeline/conversation-target.js';
import { PushPresenter } from '../../timeline/push.presenter.js';
import { TimelineReader } from '../../timeline/timeline-reader.js';
import { withinBudget } from './byte-budget.js';
import { VisibilityRepository } from './visibility.repository.js';
import { selectSeqs } from './visible-range.js';
const DEFAULT_LIMIT = 50;
/** getHistory (contract, section 7). */
let HistoryService = class HistoryService {
    constructor(visibility, reader, presenter) {
        this.visibility = visibility;
        this.reader = reader;
        this.presenter = presenter;
    }
    /** @throws AppError 10000 for an ill-formed conversation_id or two cursors, 20004 for a group never joined */
    async read(uid, dto) {
        const target = parseConversationId(dto.conversation_id, uid);
        if (!target)
            throw badParameter('conversation_id');
        const cursor = cursorOf(dto);
        const visible = await this.visibility.find(uid, target);
        if (!visible && target.kind === 'group')
            throw new AppError(20004);
        const conversation_id = conversationIdFor(target, uid);
        const last_seq = visible?.ranges.at(-1)?.to ?? 0;
        if (!visible || last_seq === 0)
            return { conversation_id, last_seq, messages: [], has_more: false };
        const { ranges, hasMore } = selectSeqs(visible.ranges, cursor, dto.limit ?? DEFAULT_LIMIT);
        const messages = await this.reader.read({ conversationId: visible.conversationId, target }, ranges);
        const pushes = messages.map((message) => this.presenter.present(message, uid));
        const nearest = cursor.kind === 'after' ? pushes : pushes.reverse();
        const kept = withinBudget(nearest);
        const has_more = hasMore || kept.length < messages.length;
        return { conversation_id, last_seq, messages: cursor.kind === 'after' ? kept : kept.reverse(), has_more };
    }
};
HistoryService = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [VisibilityRepository,
        TimelineReader,
        PushPresenter])
], HistoryService);
export { HistoryService };
function cursorOf({ before_seq, after_seq }) {
    if (before_seq !== undefined && after_seq !== undefined)
        throw badParameter('before_seq, after_seq');
    if (before_seq !== undefined)
        return { kind: 'before', seq: before_seq };
    return after_seq === undefined ? { kind: 'newest' } : { kind: 'after', seq: after_seq };
}
//# sourceMappingURL=history.service.js.map