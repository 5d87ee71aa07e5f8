import { Module } from '@nestjs/common';
import { BlacklistModule } from '../blacklist/blacklist.module.js';
import { FriendsModule } from '../friends/friends.module.js';
import { GroupsModule } from '../groups/groups.module.js';
import { UsersModule } from '../users/users.module.js';
import { SendExplanationService } from './send-explanation.service.js';
import { SendFactsReader } from './send-facts.js';
import { UserSendRules } from './user-send-rules.js';

@Module({
  imports: [UsersModule, GroupsModule, BlacklistModule, FriendsModule],
  providers: [SendFactsReader, UserSendRules, SendExplanationService],
  exports: [UserSendRules, SendExplanationService],
})
export class PolicyModule {}
