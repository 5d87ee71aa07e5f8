var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var AppModule_1;
import { Module } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import { CmsModule } from './cms/cms.module.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { EventsModule } from './events/events.module.js';
import { GroupsModule } from './groups/groups.module.js';
import { MessagingModule } from './messaging/messaging.module.js';
import { OpsModule } from './ops/ops.module.js';
import { PolicyModule } from './policy/policy.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { TimelineModule } from './timeline/timeline.module.js';
import { UsersModule } from './users/users.module.js';
import { WireModule } from './wire/wire.module.js';
/** The only list of modules, from the bottom layer up. */
let AppModule = AppModule_1 = class AppModule {
    static with(configuration, store) {
        return {
            module: AppModule_1,
            imports: [
                ConfigModule.with(configuration),
                EventsModule,
                DatabaseModule.with(store),
                WireModule,
                UsersModule,
                AuthModule,
                TimelineModule,
                GroupsModule,
                PolicyModule,
                MessagingModule,
                CmsModule,
                RealtimeModule,
                OpsModule,
            ],
        };
    }
};
AppModule = AppModule_1 = __decorate([
    Module({})
], AppModule);
export { AppModule };
//# sourceMappingURL=app.module.js.map