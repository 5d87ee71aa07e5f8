import { Module } from '@nestjs/common';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { BuildInfo } from './build-info.js';
import { GracefulShutdown } from './graceful-shutdown.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { NodeState } from './node-state.js';

@Module({
  imports: [RealtimeModule, TimelineModule],
  controllers: [HealthController, MetricsController],
  providers: [NodeState, GracefulShutdown, BuildInfo],
  exports: [GracefulShutdown],
})
export class OpsModule {}
