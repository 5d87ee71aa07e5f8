import { Module } from '@nestjs/common';
import { ServiceAccountService } from './service-account.service.js';
import { UserController } from './user.controller.js';
import { UserRepository } from './user.repository.js';
import { UserService } from './user.service.js';

@Module({
  controllers: [UserController],
  providers: [UserRepository, UserService, ServiceAccountService],
  exports: [UserService, ServiceAccountService],
})
export class UsersModule {}
