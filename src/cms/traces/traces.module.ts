import { Module } from '@nestjs/common';
import { GroupsModule } from '../../groups/groups.module.js';
import { MessagingModule } from '../../messaging/messaging.module.js';
import { TimelineModule } from '../../timeline/timeline.module.js';
import { PushesModule } from '../pushes/pushes.module.js';
import { CmsTraceController } from './cms-trace.controller.js';
import { MessageTracePresenter } from './message-trace.presenter.js';
import { MessageTraceService } from './message-trace.service.js';
import { PushTrace } from './push-trace.js';

/** Answers "why didn't she get it?". */
@Module({
  imports: [TimelineModule, GroupsModule, MessagingModule, PushesModule],
  controllers: [CmsTraceController],
  providers: [MessageTraceService, PushTrace, MessageTracePresenter],
})
export class TracesModule {}
