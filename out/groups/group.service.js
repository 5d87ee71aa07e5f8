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
import { UnitOfWork } from '../database/unit-of-work.js';
import { ConversationDirectory } from '../timeline/conversation-directory.js';
import { inGroup } from '../timeline/conversation-target.js';
/** Groups as the host app has them. */
let GroupService = class GroupService {
    constructor(unitOfWork, conversations) {
        this.unitOfWork = unitOfWork;
        this.conversations = conversations;
    }
    /** Creates the group, with its conversation, or updates its name (contract, section 7, saveGroup). */
    async save(type, id, name) {
        const freshId = await this.conversations.takeId();
        await this.unitOfWork.run(async (tx) => {
            const conversationId = await this.conversations.createGroup(tx, freshId, inGroup(type, id));
            await tx.execute(`INSERT INTO chat_groups (type, id, name, owner_id, conversation_id, created_at) VALUES (?, ?, ?, NULL, ?, ?)
         ${tx.dialect.upsert(['type', 'id'], ['name'])}`, [type, id, name, conversationId, Date.now()]);
        });
    }
};
GroupService = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [UnitOfWork,
        ConversationDirectory])
], GroupService);
export { GroupService };
//# sourceMappingURL=group.service.js.map