import { Module } from '@nestjs/common';
import { UsersModule } from '../../users/users.module.js';
import { FollowerListService } from './follower-list.service.js';
import { FollowerRepository } from './follower.repository.js';

/** Who follows official accounts. */
@Module({
  imports: [UsersModule],
  providers: [FollowerListService, FollowerRepository],
  exports: [FollowerListService],
})
export class FollowersModule {}
