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
import { ServiceAccountService } from '../users/service-account.service.js';
const FOLLOWERS = 4;
/** Makes official accounts, each with the conversation that its broadcasts go into (`g:4:<service>`). */
let ServiceAccountRegistry = class ServiceAccountRegistry {
    constructor(services, conversations, unitOfWork) {
        this.services = services;
        this.conversations = conversations;
        this.unitOfWork = unitOfWork;
    }
    async save(account) {
        const freshId = await this.conversations.takeId();
        await this.unitOfWork.run(async (tx) => {
            await this.conversations.createGroup(tx, freshId, inGroup(FOLLOWERS, account.id));
            await this.services.save(tx, account);
        });
    }
};
ServiceAccountRegistry = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [ServiceAccountService,
        ConversationDirectory,
        UnitOfWork])
], ServiceAccountRegistry);
export { ServiceAccountRegistry };
//# sourceMappingURL=service-account-registry.js.map