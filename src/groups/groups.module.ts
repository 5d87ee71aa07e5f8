import { Module } from '@nestjs/common';
import { TimelineModule } from '../timeline/timeline.module.js';
import { UsersModule } from '../users/users.module.js';
import { GroupService } from './group.service.js';
import { MembershipRepository } from './membership.repository.js';
import { MembershipService } from './membership.service.js';

@Module({
  imports: [UsersModule, TimelineModule],
  providers: [GroupService, MembershipService, MembershipRepository],
  exports: [GroupService, MembershipService],
})
export class GroupsModule {}
