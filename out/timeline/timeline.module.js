var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { ConversationDirectory } from './conversation-directory.js';
import { ConversationRepository } from './conversation.repository.js';
import { ImageUrls } from './image-urls.js';
import { MessageRepository } from './message.repository.js';
import { PushPresenter } from './push.presenter.js';
import { SenderDirectory } from './sender-directory.js';
import { TimelineReader } from './timeline-reader.js';
import { BatchExecutor } from './writer/batch-executor.js';
import { ConversationResolver } from './writer/conversation-resolver.js';
import { TimelineWriter } from './writer/timeline-writer.js';
let TimelineModule = class TimelineModule {
};
TimelineModule = __decorate([
    Module({
        imports: [UsersModule],
        providers: [
            ConversationRepository,
            ConversationDirectory,
            MessageRepository,
            ConversationResolver,
            BatchExecutor,
            TimelineWriter,
            TimelineReader,
            SenderDirectory,
            ImageUrls,
            PushPresenter,
        ],
        exports: [ConversationDirectory, TimelineWriter, TimelineReader, ImageUrls, PushPresenter],
    })
], TimelineModule);
export { TimelineModule };
//# sourceMappingURL=timeline.module.js.map