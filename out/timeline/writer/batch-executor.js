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
import { AppError } from '../../common/errors/app-error.js';
import { IdAllocator } from '../../database/id-allocator.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { ConversationRepository } from '../conversation.repository.js';
import { SENDER_KIND } from '../message.js';
import { MessageRepository } from '../message.repository.js';
import { messageCreated } from '../timeline-events.js';
/** One batch, one transaction (architecture, section 4): lock, look up repeats, ask the rules, insert, advance. */
let BatchExecutor = class BatchExecutor {
    constructor(unitOfWork, ids, conversations, messages) {
        this.unitOfWork = unitOfWork;
        this.ids = ids;
        this.conversations = conversations;
        this.messages = messages;
    }
    /**
     * Carries the commands out and answers them once they are committed. Where the transaction fails
     * nothing was stored (or, after a failed COMMIT, nobody knows) and nobody was answered.
     * @param wait whether to wait for conversations that another transaction holds
     * @returns the commands left out because their conversation was held
     */
    async execute(batch, wait) {
        const ids = await this.ids.take('messages', batch.length);
        const { outcomes, skipped } = await this.unitOfWork.run((tx) => this.transact(tx, batch, ids, wait));
        for (const [pending, outcome] of outcomes) {
            if (outcome instanceof AppError)
                pending.reject(outcome);
            else
                pending.resolve(outcome);
        }
        return skipped;
    }
    async transact(tx, batch, ids, wait) {
        const outcomes = new Map();
        const skipped = [];
        const locked = [];
        // On a repetition after a deadlock some may have been answered by their deadline.
        const live = batch.filter(({ pending }) => !pending.isSettled);
        if (live.length === 0)
            return { outcomes, skipped };
        const wanted = [...new Set(live.map(({ conversationId }) => conversationId))].sort((a, b) => a - b);
        const held = await this.conversations.lock(tx, wanted, wait);
        for (const { pending, conversationId } of live) {
            const conversation = held.get(conversationId);
            if (conversation)
                locked.push({ pending, conversation });
            else
                skipped.push(pending);
        }
        const fresh = await this.answerRepeats(tx, locked, outcomes);
        const verdicts = await this.judge(tx, fresh);
        await this.store(tx, fresh, verdicts, ids, outcomes);
        return { outcomes, skipped };
    }
    /** A repeat is answered before any rule is asked: its sender may have been blocked or removed since. */
    async answerRepeats(tx, locked, outcomes) {
        const clientIds = locked.flatMap(({ pending: { command } }) => command.clientMsgId === undefined ? [] : [{ ...command, clientMsgId: command.clientMsgId }]);
        const stored = await this.messages.findByClientIds(tx, clientIds);
        return locked.filter(({ pending }) => {
            const first = pending.repeatKey === undefined ? undefined : stored.get(pending.repeatKey);
            if (!first)
                return true;
            const same = first.hash === pending.hash;
            outcomes.set(pending, same ? { msgId: first.msgId, seq: first.seq } : new AppError(20009));
            return false;
        });
    }
    async judge(tx, locked) {
        const byRules = new Map();
        for (const item of locked) {
            const { rules } = item.pending.command;
            byRules.set(rules, [...(byRules.get(rules) ?? []), item]);
        }
        const verdicts = new Map();
        for (const [rules, items] of byRules) {
            const asked = items.map(({ pending, conversation }) => ({
                command: pending.command,
                conversation,
            }));
            const answers = await rules.judge(tx, asked);
            items.forEach(({ pending }, index) => {
                const verdict = answers[index];
                if (verdict)
                    verdicts.set(pending, verdict);
            });
        }
        return verdicts;
    }
    async store(tx, locked, verdicts, ids, outcomes) {
        const createdAt = Date.now();
        const lastSeqs = new Map();
        const rows = [];
        for (const { pending, conversation } of locked) {
            const verdict = verdicts.get(pending);
            if (!verdict?.allowed) {
                outcomes.set(pending, verdict?.error ?? new AppError(10003));
                continue;
            }
            const { command } = pending;
            const seq = (lastSeqs.get(conversation.id) ?? conversation.lastSeq) + 1;
            lastSeqs.set(conversation.id, seq);
            const id = ids[rows.length] ?? 0;
            const { sender, receivers } = verdict;
            const { target, clientMsgId, type, body, origin } = command;
            const message = {
                id,
                conversationId: conversation.id,
                target,
                seq,
                sender,
                clientMsgId,
                type,
                body,
                createdAt,
            };
            rows.push(toRow(message, pending.hash, receivers));
            outcomes.set(pending, { msgId: id, seq });
            tx.emit(messageCreated, { message, membersVersion: conversation.membersVersion, receivers, origin });
        }
        if (rows.length === 0)
            return;
        await this.messages.insert(tx, rows);
        await this.conversations.advance(tx, lastSeqs);
    }
};
BatchExecutor = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [UnitOfWork,
        IdAllocator,
        ConversationRepository,
        MessageRepository])
], BatchExecutor);
export { BatchExecutor };
function toRow(message, hash, receivers) {
    return {
        conversation_id: message.conversationId,
        seq: message.seq,
        id: message.id,
        sender_kind: SENDER_KIND[message.sender.kind],
        sender_id: message.sender.id,
        client_msg_id: message.clientMsgId ?? null,
        type: message.type,
        body: JSON.stringify(message.body),
        content_hash: hash,
        receivers,
        created_at: message.createdAt,
    };
}
//# sourceMappingURL=batch-executor.js.map