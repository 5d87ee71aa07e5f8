import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { ConversationListService } from './history/conversation-list.service.js';
import { HistoryService } from './history/history.service.js';
import { VisibilityRepository } from './history/visibility.repository.js';
import { MessageController } from './message.controller.js';
import { SendMessageService } from './send/send-message.service.js';

@Module({
  imports: [TimelineModule, PolicyModule],
  controllers: [MessageController],
  providers: [SendMessageService, HistoryService, ConversationListService, VisibilityRepository],
  exports: [SendMessageService],
})
export class MessagingModule {}
