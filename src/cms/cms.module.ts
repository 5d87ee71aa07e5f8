import { Module } from '@nestjs/common';
import { GroupsModule } from '../groups/groups.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { UsersModule } from '../users/users.module.js';
import { CmsGroupController } from './cms-group.controller.js';
import { CmsServiceAccountController } from './cms-service-account.controller.js';
import { CmsUserController } from './cms-user.controller.js';
import { ServiceAccountRegistry } from './service-account-registry.js';

@Module({
  imports: [UsersModule, GroupsModule, TimelineModule],
  controllers: [CmsUserController, CmsGroupController, CmsServiceAccountController],
  providers: [ServiceAccountRegistry],
})
export class CmsModule {}
