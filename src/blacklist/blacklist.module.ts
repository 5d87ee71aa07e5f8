import { Module } from '@nestjs/common';
import { TimelineModule } from '../timeline/timeline.module.js';
import { UsersModule } from '../users/users.module.js';
import { BlacklistController } from './blacklist.controller.js';
import { BlacklistPresenter } from './blacklist.presenter.js';
import { BlacklistRepository } from './blacklist.repository.js';
import { BlacklistService } from './blacklist.service.js';

@Module({
  imports: [UsersModule, TimelineModule],
  controllers: [BlacklistController],
  providers: [BlacklistService, BlacklistRepository, BlacklistPresenter],
  exports: [BlacklistService],
})
export class BlacklistModule {}
