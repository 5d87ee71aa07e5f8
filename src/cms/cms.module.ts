import { Module } from '@nestjs/common';
import { GroupsModule } from '../groups/groups.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { UsersModule } from '../users/users.module.js';
import { CmsFollowerController } from './cms-follower.controller.js';
import { CmsServiceListController } from './cms-service-list.controller.js';
import { FollowersModule } from './followers/followers.module.js';
import { DeletionsModule } from './deletions/deletions.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { PushesModule } from './pushes/pushes.module.js';
import { ServiceAccountList } from './service-account-list.js';
import { CmsGroupController } from './cms-group.controller.js';
import { CmsServiceAccountController } from './cms-service-account.controller.js';
import { CmsUserController } from './cms-user.controller.js';
import { CmsSupportController } from './cms-support.controller.js';
import { OperatorModule } from './operator.module.js';
import { SchedulesModule } from './schedules/schedules.module.js';
import { TracesModule } from './traces/traces.module.js';
import { ServiceAccountRegistry } from './service-account-registry.js';

@Module({
  imports: [
    UsersModule,
    GroupsModule,
    TimelineModule,
    PolicyModule,
    FollowersModule,
    PushesModule,
    SchedulesModule,
    DeletionsModule,
    RetentionModule,
    TracesModule,
    OperatorModule,
  ],
  controllers: [
    CmsUserController,
    CmsGroupController,
    CmsServiceAccountController,
    CmsSupportController,
    CmsFollowerController,
    CmsServiceListController,
  ],
  providers: [ServiceAccountRegistry, ServiceAccountList],
})
export class CmsModule {}
