var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { ConversationListService } from './history/conversation-list.service.js';
import { HistoryService } from './history/history.service.js';
import { VisibilityRepository } from './history/visibility.repository.js';
import { MessageController } from './message.controller.js';
import { SendMessageService } from './send/send-message.service.js';
let MessagingModule = class MessagingModule {
};
MessagingModule = __decorate([
    Module({
        imports: [TimelineModule, PolicyModule],
        controllers: [MessageController],
        providers: [SendMessageService, HistoryService, ConversationListService, VisibilityRepository],
        exports: [SendMessageService],
    })
], MessagingModule);
export { MessagingModule };
//# sourceMappingURL=messaging.module.js.map