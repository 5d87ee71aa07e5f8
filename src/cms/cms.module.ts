import { Module } from '@nestjs/common';
import { GroupsModule } from '../groups/groups.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { UsersModule } from '../users/users.module.js';
import { CmsGroupController } from './cms-group.controller.js';
import { CmsServiceAccountController } from './cms-service-account.controller.js';
import { CmsUserController } from './cms-user.controller.js';
import { CmsSupportController } from './cms-support.controller.js';
import { ServiceAccountRegistry } from './service-account-registry.js';

@Module({
  imports: [UsersModule, GroupsModule, TimelineModule, PolicyModule],
  controllers: [CmsUserController, CmsGroupController, CmsServiceAccountController, CmsSupportController],
  providers: [ServiceAccountRegistry],
})
export class CmsModule {}
