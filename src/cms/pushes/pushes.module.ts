import { Module } from '@nestjs/common';
import { GroupsModule } from '../../groups/groups.module.js';
import { MessagingModule } from '../../messaging/messaging.module.js';
import { TimelineModule } from '../../timeline/timeline.module.js';
import { UsersModule } from '../../users/users.module.js';
import { CmsMessageController } from './cms-message.controller.js';
import { CmsOutcomeController } from './cms-outcome.controller.js';
import { CmsServiceMsgController } from './cms-service-msg.controller.js';
import { PushAccess } from './push-access.js';
import { PushAccount } from './push-account.js';
import { PushAudienceRepository } from './push-audience.repository.js';
import { PushOutcomePresenter } from './push-outcome.presenter.js';
import { PushOutcomeService } from './push-outcome.service.js';
import { PushReceiversReader } from './push-receivers.reader.js';
import { PushReceiptsRepository } from './push-receipts.repository.js';
import { PushRepository } from './push.repository.js';
import { PushService } from './push.service.js';
import { SentToUserReader } from './sent-to-user.js';
import { SentToUserRepository } from './sent-to-user.repository.js';
import { ServiceMessagePresenter } from './service-message.presenter.js';
import { ServiceMessagesService } from './service-messages.service.js';
import { ServiceSendRules } from './service-send-rules.js';

/** What official accounts send and get, and what became of it. */
@Module({
  imports: [UsersModule, GroupsModule, TimelineModule, MessagingModule],
  controllers: [CmsMessageController, CmsOutcomeController, CmsServiceMsgController],
  providers: [
    PushService,
    ServiceSendRules,
    PushRepository,
    PushAudienceRepository,
    PushReceiptsRepository,
    PushOutcomeService,
    PushOutcomePresenter,
    PushAccess,
    PushReceiversReader,
    PushAccount,
    ServiceMessagesService,
    SentToUserReader,
    SentToUserRepository,
    ServiceMessagePresenter,
  ],
  exports: [PushService, PushOutcomeService],
})
export class PushesModule {}
