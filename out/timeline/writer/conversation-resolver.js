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
import { ConversationDirectory } from '../conversation-directory.js';
import { keyOf } from '../conversation-target.js';
/** Finds the conversation of each command, making two-party ones on their first message. */
let ConversationResolver = class ConversationResolver {
    constructor(directory) {
        this.directory = directory;
    }
    /** @returns the commands that have a conversation; the others were refused */
    async resolve(batch) {
        const keys = batch.map((pending) => pending.key);
        let found = await this.directory.find(keys);
        const missing = await this.missingTargets(batch.filter((pending) => !found.has(pending.key)));
        if (missing.length > 0) {
            await this.directory.create(missing);
            found = await this.directory.find(keys);
        }
        return batch.flatMap((pending) => {
            const conversationId = found.get(pending.key);
            return conversationId === undefined || pending.isSettled ? [] : [{ pending, conversationId }];
        });
    }
    /** Only what really exists gets a conversation: a wrong id in a send leaves no row behind. */
    async missingTargets(cold) {
        const targets = new Map();
        await Promise.all(cold.map(async (pending) => {
            const { target, rules } = pending.command;
            try {
                await rules.assertTargetExists(target);
                if (target.kind !== 'group')
                    targets.set(keyOf(target), target);
            }
            catch (error) {
                pending.reject(error);
            }
        }));
        return [...targets.values()];
    }
};
ConversationResolver = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ConversationDirectory])
], ConversationResolver);
export { ConversationResolver };
//# sourceMappingURL=conversation-resolver.js.map