import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DoorErrors } from './door-errors.js';
import { EventLoopDelay } from './event-loop-delay.js';
import { Metrics } from './metrics.js';
import { SendMetrics } from './send-metrics.js';

/** Makes this server's instruments injectable everywhere. */
@Global()
@Module({})
export class MetricsModule {
  /** @param errors counts what Fastify refuses before Nest hears of it, too */
  static with(metrics: Metrics, errors: DoorErrors): DynamicModule {
    return {
      module: MetricsModule,
      providers: [
        { provide: Metrics, useValue: metrics },
        { provide: DoorErrors, useValue: errors },
        EventLoopDelay,
        SendMetrics,
      ],
      exports: [Metrics, DoorErrors, SendMetrics],
    };
  }
}
