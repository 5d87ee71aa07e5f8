import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { ClientRequests } from './client-requests.js';
import { ConversationDirectory } from './conversation-directory.js';
import { ConversationRepository } from './conversation.repository.js';
import { ImageUrls } from './image-urls.js';
import { MessageRepository } from './message.repository.js';
import { MessageTraceRepository } from './message-trace.repository.js';
import { PushWriter } from './pushes/push-writer.js';
import { ServiceLedger } from './pushes/service-ledger.js';
import { PushPresenter } from './push.presenter.js';
import { SenderDirectory } from './sender-directory.js';
import { TimelineReader } from './timeline-reader.js';
import { BatchExecutor } from './writer/batch-executor.js';
import { ConversationResolver } from './writer/conversation-resolver.js';
import { TimelineWriter } from './writer/timeline-writer.js';

@Module({
  imports: [UsersModule],
  providers: [
    ConversationRepository,
    ConversationDirectory,
    ClientRequests,
    MessageRepository,
    MessageTraceRepository,
    ConversationResolver,
    ServiceLedger,
    PushWriter,
    BatchExecutor,
    TimelineWriter,
    TimelineReader,
    SenderDirectory,
    ImageUrls,
    PushPresenter,
  ],
  exports: [
    PushWriter,
    ConversationDirectory,
    ClientRequests,
    TimelineWriter,
    TimelineReader,
    MessageTraceRepository,
    ImageUrls,
    PushPresenter,
  ],
})
export class TimelineModule {}
