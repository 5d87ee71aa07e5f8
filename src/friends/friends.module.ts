import { Module } from '@nestjs/common';
import { BlacklistModule } from '../blacklist/blacklist.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { UsersModule } from '../users/users.module.js';
import { FriendAnswerService } from './friend-answer.service.js';
import { FriendApplyController } from './friend-apply.controller.js';
import { FriendApplyRepository } from './friend-apply.repository.js';
import { FriendApplyService } from './friend-apply.service.js';
import { FriendController } from './friend.controller.js';
import { FriendRemovalService } from './friend-removal.service.js';
import { FriendsPresenter } from './friends.presenter.js';
import { FriendshipRepository } from './friendship.repository.js';
import { FriendshipService } from './friendship.service.js';

@Module({
  imports: [UsersModule, TimelineModule, BlacklistModule],
  controllers: [FriendApplyController, FriendController],
  providers: [
    FriendshipService,
    FriendshipRepository,
    FriendApplyService,
    FriendAnswerService,
    FriendRemovalService,
    FriendApplyRepository,
    FriendsPresenter,
  ],
  exports: [FriendshipService, FriendRemovalService],
})
export class FriendsModule {}
