import { Module } from '@nestjs/common';
import { BlacklistModule } from '../../blacklist/blacklist.module.js';
import { FriendsModule } from '../../friends/friends.module.js';
import { GroupsModule } from '../../groups/groups.module.js';
import { MessagingModule } from '../../messaging/messaging.module.js';
import { TimelineModule } from '../../timeline/timeline.module.js';
import { UsersModule } from '../../users/users.module.js';
import { SchedulesModule } from '../schedules/schedules.module.js';
import { CmsDeletionController } from './cms-deletion.controller.js';
import { DeletionBacklog } from './deletion-backlog.js';
import { UserDeletionRunner } from './user-deletion-runner.js';
import { UserDeletionWork } from './user-deletion-work.js';
import { UserDeletionRepository } from './user-deletion.repository.js';
import { UserDeletionService } from './user-deletion.service.js';
import { UserRemains } from './user-remains.js';

/** Users who are deleted, and what they leave behind (ADR 0016). */
@Module({
  imports: [
    UsersModule,
    TimelineModule,
    BlacklistModule,
    GroupsModule,
    FriendsModule,
    MessagingModule,
    SchedulesModule,
  ],
  controllers: [CmsDeletionController],
  providers: [
    UserDeletionService,
    UserDeletionRepository,
    UserDeletionRunner,
    UserDeletionWork,
    UserRemains,
    DeletionBacklog,
  ],
})
export class DeletionsModule {}
