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
import { LRUCache } from 'lru-cache';
import { IdAllocator } from '../database/id-allocator.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { keyOf } from './conversation-target.js';
import { ConversationRepository } from './conversation.repository.js';
const REMEMBERED = 200_000;
/** Which conversation has which id. An id never changes, so what was found once stays in memory. */
let ConversationDirectory = class ConversationDirectory {
    constructor(conversations, ids, unitOfWork) {
        this.conversations = conversations;
        this.ids = ids;
        this.unitOfWork = unitOfWork;
        this.known = new LRUCache({ max: REMEMBERED });
    }
    /** Ids by key of those of the conversations that exist. */
    async find(keys) {
        const found = new Map();
        const unknown = [];
        for (const key of new Set(keys)) {
            const id = this.known.get(key);
            if (id === undefined)
                unknown.push(key);
            else
                found.set(key, id);
        }
        for (const [key, id] of await this.conversations.findIds(unknown)) {
            this.known.set(key, id);
            found.set(key, id);
        }
        return found;
    }
    /** Makes two-party conversations, with their participants, in a short transaction of its own. */
    async create(targets) {
        const ids = await this.ids.take('conversations', targets.length);
        const fresh = targets.map((target, index) => ({ id: ids[index] ?? 0, target }));
        await this.unitOfWork.run(async (tx) => {
            await this.conversations.insertMissing(tx, fresh);
            await this.conversations.insertParticipants(tx, targets);
        });
    }
    /** Makes a group's conversation inside the group's own transaction; `id` from `takeId`. */
    async createGroup(tx, id, target) {
        await this.conversations.insertMissing(tx, [{ id, target }]);
        const sql = `SELECT id FROM conversations WHERE conversation_key = ? ${tx.dialect.forUpdate}`;
        const [row] = await tx.query(sql, [keyOf(target)]);
        if (!row)
            throw new Error(`No conversation ${keyOf(target)}`);
        return row.id;
    }
    /** An id for a conversation to be made; call it outside a transaction. */
    async takeId() {
        const [id] = await this.ids.take('conversations', 1);
        return id ?? 0;
    }
};
ConversationDirectory = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ConversationRepository,
        IdAllocator,
        UnitOfWork])
], ConversationDirectory);
export { ConversationDirectory };
//# sourceMappingURL=conversation-directory.js.map