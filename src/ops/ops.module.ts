import { Module } from '@nestjs/common';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { GracefulShutdown } from './graceful-shutdown.js';
import { HealthController } from './health.controller.js';
import { NodeState } from './node-state.js';

@Module({
  imports: [RealtimeModule, TimelineModule],
  controllers: [HealthController],
  providers: [NodeState, GracefulShutdown],
  exports: [GracefulShutdown],
})
export class OpsModule {}
