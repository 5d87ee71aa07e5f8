import { Module } from '@nestjs/common';
import { GroupsModule } from '../groups/groups.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { ConversationListService } from './history/conversation-list.service.js';
import { HistoryService } from './history/history.service.js';
import { VisibilityRepository } from './history/visibility.repository.js';
import { MessageController } from './message.controller.js';
import { ReceiptController } from './receipt.controller.js';
import { MarksReader } from './receipts/marks-reader.js';
import { MessageStatusService } from './receipts/message-status.service.js';
import { ReceiptRemoval } from './receipts/receipt-removal.js';
import { OwnMessages } from './receipts/own-messages.js';
import { ProgressCounter } from './receipts/progress-counter.js';
import { PushReceipts } from './receipts/push-receipts.js';
import { ReceiptWriter } from './receipts/receipt-writer.js';
import { ReceiptRepository } from './receipts/receipt.repository.js';
import { ReceiverStatuses } from './receipts/receiver-statuses.js';
import { ReceiptScreen } from './receipts/receipt-screen.js';
import { ReceiptService } from './receipts/receipt.service.js';
import { UnreadService } from './receipts/unread.service.js';
import { EraseRepository } from './erase/erase.repository.js';
import { MessageEraser } from './erase/message-eraser.js';
import { ConversationExpiry } from './retention/conversation-expiry.js';
import { ExpiryRepository } from './retention/expiry.repository.js';
import { RecallRepository } from './recall/recall.repository.js';
import { PushRecallSteps } from './recall/push-recall-steps.js';
import { PushRecallService } from './recall/push-recall.service.js';
import { RecallService } from './recall/recall.service.js';
import { SendMessageService } from './send/send-message.service.js';
import { SyncController } from './sync.controller.js';
import { RecallSync } from './sync/recall-sync.js';
import { SyncService } from './sync/sync.service.js';

@Module({
  imports: [TimelineModule, GroupsModule, PolicyModule],
  controllers: [MessageController, ReceiptController, SyncController],
  providers: [
    SendMessageService,
    HistoryService,
    ConversationListService,
    VisibilityRepository,
    ReceiptRepository,
    MarksReader,
    ReceiptWriter,
    PushReceipts,
    ReceiptScreen,
    ReceiptService,
    MessageStatusService,
    ReceiverStatuses,
    ProgressCounter,
    UnreadService,
    OwnMessages,
    ReceiptRemoval,
    EraseRepository,
    ExpiryRepository,
    ConversationExpiry,
    MessageEraser,
    RecallRepository,
    RecallService,
    PushRecallSteps,
    PushRecallService,
    RecallSync,
    SyncService,
  ],
  exports: [
    PushRecallService,
    PushRecallSteps,
    SendMessageService,
    ReceiptService,
    ReceiptRemoval,
    ProgressCounter,
    ReceiverStatuses,
    SyncService,
    MessageEraser,
    ConversationExpiry,
  ],
})
export class MessagingModule {}
