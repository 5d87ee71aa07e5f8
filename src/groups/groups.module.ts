import { Module } from '@nestjs/common';
import { BlacklistModule } from '../blacklist/blacklist.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { UsersModule } from '../users/users.module.js';
import { AudienceRepository } from './audience.repository.js';
import { GroupDepartureService } from './group-departure.service.js';
import { GroupCreationService } from './group-creation.service.js';
import { GroupGovernanceController } from './group-governance.controller.js';
import { GroupGovernanceService } from './group-governance.service.js';
import { GroupListController } from './group-list.controller.js';
import { GroupListRepository } from './group-list.repository.js';
import { GroupListService } from './group-list.service.js';
import { GroupMaker } from './group-maker.js';
import { GroupMuteRepository } from './group-mute.repository.js';
import { GroupParticipationService } from './group-participation.service.js';
import { GroupOwnership } from './group-ownership.js';
import { GroupStanding } from './group-standing.js';
import { GroupController } from './group.controller.js';
import { GroupPresenter } from './group.presenter.js';
import { GroupRepository } from './group.repository.js';
import { GroupService } from './group.service.js';
import { Invitations } from './invitations.js';
import { MembershipChanges } from './membership-changes.js';
import { MembershipRepository } from './membership.repository.js';
import { MembershipService } from './membership.service.js';
import { UserListController } from './user-list.controller.js';

@Module({
  imports: [UsersModule, TimelineModule, BlacklistModule],
  controllers: [GroupController, GroupGovernanceController, GroupListController, UserListController],
  providers: [
    GroupService,
    GroupRepository,
    MembershipService,
    MembershipRepository,
    AudienceRepository,
    MembershipChanges,
    GroupStanding,
    GroupOwnership,
    GroupMuteRepository,
    GroupParticipationService,
    GroupGovernanceService,
    GroupCreationService,
    GroupDepartureService,
    GroupMaker,
    Invitations,
    GroupListService,
    GroupListRepository,
    GroupPresenter,
  ],
  exports: [GroupService, MembershipService, GroupDepartureService],
})
export class GroupsModule {}
