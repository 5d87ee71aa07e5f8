import { Module } from '@nestjs/common';
import { MessagingModule } from '../../messaging/messaging.module.js';
import { TimelineModule } from '../../timeline/timeline.module.js';
import { UsersModule } from '../../users/users.module.js';
import { FollowersModule } from '../followers/followers.module.js';
import { PushesModule } from '../pushes/pushes.module.js';
import { CmsScheduleController } from './cms-schedule.controller.js';
import { PushPreview } from './push-preview.js';
import { ScheduleAccount } from './schedule-account.js';
import { ScheduleClock } from './schedule-clock.js';
import { SchedulePlanner } from './schedule-planner.js';
import { ScheduledBodies } from './scheduled-bodies.js';
import { ScheduleRunner } from './schedule-runner.js';
import { ScheduleReceiverRepository } from './schedule-receiver.repository.js';
import { ScheduleReceivers } from './schedule-receivers.js';
import { ScheduleSender } from './schedule-sender.js';
import { SchedulePresenter } from './schedule.presenter.js';
import { ScheduleRepository } from './schedule.repository.js';
import { ScheduleService } from './schedule.service.js';
import { SendTime } from './send-time.js';

/** Pushes before they are sent: tried out, put off, and sent when it is time. */
@Module({
  imports: [UsersModule, TimelineModule, MessagingModule, FollowersModule, PushesModule],
  controllers: [CmsScheduleController],
  providers: [
    PushPreview,
    ScheduleAccount,
    ScheduleClock,
    SendTime,
    SchedulePlanner,
    ScheduleRepository,
    ScheduleReceiverRepository,
    ScheduleService,
    SchedulePresenter,
    ScheduleSender,
    ScheduleRunner,
    ScheduleReceivers,
    ScheduledBodies,
  ],
  exports: [ScheduleReceivers, ScheduledBodies],
})
export class SchedulesModule {}
