var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
import { Module } from '@nestjs/common';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { GracefulShutdown } from './graceful-shutdown.js';
import { HealthController } from './health.controller.js';
import { NodeState } from './node-state.js';
let OpsModule = class OpsModule {
};
OpsModule = __decorate([
    Module({
        imports: [RealtimeModule, TimelineModule],
        controllers: [HealthController],
        providers: [NodeState, GracefulShutdown],
        exports: [GracefulShutdown],
    })
], OpsModule);
export { OpsModule };
//# sourceMappingURL=ops.module.js.map