import { Module } from '@nestjs/common';
import { BlacklistModule } from '../blacklist/blacklist.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { UsersModule } from '../users/users.module.js';
import { FriendshipRepository } from './friendship.repository.js';
import { FriendshipService } from './friendship.service.js';

@Module({
  imports: [UsersModule, TimelineModule, BlacklistModule],
  providers: [FriendshipService, FriendshipRepository],
  exports: [FriendshipService],
})
export class FriendsModule {}
