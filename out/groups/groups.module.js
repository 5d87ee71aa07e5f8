var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Module } from '@nestjs/common';
import { TimelineModule } from '../timeline/timeline.module.js';
import { UsersModule } from '../users/users.module.js';
import { GroupService } from './group.service.js';
import { MembershipRepository } from './membership.repository.js';
import { MembershipService } from './membership.service.js';
let GroupsModule = class GroupsModule {
};
GroupsModule = __decorate([
    Module({
        imports: [UsersModule, TimelineModule],
        providers: [GroupService, MembershipService, MembershipRepository],
        exports: [GroupService, MembershipService],
    })
], GroupsModule);
export { GroupsModule };
//# sourceMappingURL=groups.module.js.map