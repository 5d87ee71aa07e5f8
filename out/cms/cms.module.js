var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Module } from '@nestjs/common';
import { GroupsModule } from '../groups/groups.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { UsersModule } from '../users/users.module.js';
import { CmsGroupController } from './cms-group.controller.js';
import { CmsServiceAccountController } from './cms-service-account.controller.js';
import { CmsUserController } from './cms-user.controller.js';
import { ServiceAccountRegistry } from './service-account-registry.js';
let CmsModule = class CmsModule {
};
CmsModule = __decorate([
    Module({
        imports: [UsersModule, GroupsModule, TimelineModule],
        controllers: [CmsUserController, CmsGroupController, CmsServiceAccountController],
        providers: [ServiceAccountRegistry],
    })
], CmsModule);
export { CmsModule };
//# sourceMappingURL=cms.module.js.map