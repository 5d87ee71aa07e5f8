import { Module } from '@nestjs/common';
import { GroupsModule } from '../groups/groups.module.js';
import { UsersModule } from '../users/users.module.js';
import { UserSendRules } from './user-send-rules.js';

@Module({ imports: [UsersModule, GroupsModule], providers: [UserSendRules], exports: [UserSendRules] })
export class PolicyModule {}
